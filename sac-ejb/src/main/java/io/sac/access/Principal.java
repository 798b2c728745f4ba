package io.sac.access;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Who acts and for whom, whatever they came with: a login, a personal token, an agent's token or a ticket. There is no
 * other principal type in SAC; a change records it.
 *
 * @param userId the user for whom it acts; for an agent, its owner
 * @param agentId the agent that acts, only for {@link Kind#AGENT}
 */
public record Principal(
        Kind kind,
        long userId,
        String username,
        Role role,
        @Nullable UUID loginSession,
        @Nullable Long agentId) implements java.security.Principal {

    /** What the caller came with. */
    public enum Kind {
        LOGIN,
        TOKEN,
        AGENT,
        TICKET
    }

    public Principal {
        if ((kind == Kind.AGENT) != (agentId != null)) {
            throw new IllegalArgumentException("an agent id belongs to an agent's principal, and only there");
        }
    }

    @Override
    public String getName() {
        return agentId == null ? username : "agent " + agentId;
    }

    /** Whether {@code @RolesAllowed(role)} lets it in: "user", "admin" or "agent". */
    public boolean isInRole(String name) {
        return switch (name) {
            case "agent" -> kind == Kind.AGENT;
            case "admin" -> kind != Kind.AGENT && role == Role.ADMIN;
            case "user" -> kind != Kind.AGENT;
            default -> false;
        };
    }
}
