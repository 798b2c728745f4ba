package io.sac.conversation;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A conversation of the agent's program, by the program's own id. */
public record Conversation(
        String conversationId,
        @Nullable UUID sessionId,
        @Nullable String title,
        Instant firstAt,
        Instant lastAt,
        long count) {}
