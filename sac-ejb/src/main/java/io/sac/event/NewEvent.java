package io.sac.event;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Something that has changed for a user, before it has its place in the stream.
 *
 * @param type what happened, such as {@code agent.updated}
 * @param data the same record that REST answers
 */
public record NewEvent(
        String type, @Nullable Long agentId, @Nullable UUID sessionId, Object data) {}
