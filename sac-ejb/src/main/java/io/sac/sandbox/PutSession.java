package io.sac.sandbox;

import org.jspecify.annotations.Nullable;

/**
 * That a session should run in a sandbox.
 *
 * @param conversationId the conversation with which the program goes on, if it had one
 * @param newPty whether the program is started anew although it has ended
 */
public record PutSession(int columns, int rows, @Nullable String conversationId, boolean newPty) {
    /** The size of a terminal before anybody has looked at it. */
    public static PutSession resuming(@Nullable String conversationId, boolean newPty) {
        return new PutSession(80, 24, conversationId, newPty);
    }
}
