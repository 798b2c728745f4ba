package io.sac.account;

import io.sac.access.Role;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A user as REST shows one. */
public record UserDetails(
        long id,
        String username,
        @Nullable String email,
        String displayName,
        Role role,
        Instant createdAt,
        Instant updatedAt,
        @Nullable Integer agentCount) {}
