package io.sac.event;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An event with its place in a stream.
 *
 * @param stream whose it is: a user's id, or {@link #EVERYBODY}
 * @param id its number in that stream, without gaps
 * @param data JSON as REST would answer it
 */
public record Event(
        long stream,
        long id,
        String type,
        @Nullable Long agentId,
        @Nullable UUID sessionId,
        Instant at,
        String data) {

    /** The stream of what concerns every user; no user has this id. */
    public static final long EVERYBODY = 0;

    /** Sent in place of what is no longer kept: read the state anew. */
    public static final String RESET = "reset";
}
