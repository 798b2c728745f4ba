package io.sac.session;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The answer to opening a session: the live one, or one that was made for it. */
public record OpenedSession(
        UUID sessionId,
        long agentId,
        SessionStatus status,
        @Nullable String stage,
        Instant createdAt,
        boolean isNew) {}
