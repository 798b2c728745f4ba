package io.sac.agent;

import io.sac.access.Guarded;
import org.jspecify.annotations.Nullable;

/**
 * What other features know of an agent.
 *
 * @param stage what its start is at, while it starts
 */
public record AgentDetails(
        long id,
        long ownerId,
        String name,
        String harness,
        String providerPreset,
        AgentStatus status,
        @Nullable String stage,
        boolean wantedRunning,
        int generation)
        implements Guarded {}
