package io.sac.session;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A session as clients see it, in REST and in events. */
public record SessionView(
        UUID sessionId,
        long agentId,
        String title,
        SessionStatus status,
        @Nullable String stage,
        @Nullable String reason,
        Activity activity,
        @Nullable String conversationId,
        @Nullable Integer exitCode,
        Instant createdAt,
        Instant updatedAt,
        Instant lastActiveAt,
        @Nullable Instant endedAt) {}
