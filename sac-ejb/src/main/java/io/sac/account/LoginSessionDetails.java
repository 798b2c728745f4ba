package io.sac.account;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A sign-in as its owner sees it. */
public record LoginSessionDetails(
        UUID id,
        boolean current,
        @Nullable String userAgent,
        @Nullable String address,
        Instant createdAt,
        Instant lastUsedAt) {}
