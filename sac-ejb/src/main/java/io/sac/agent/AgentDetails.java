package io.sac.agent;

import io.sac.access.Guarded;

/** What other features know of an agent. */
public record AgentDetails(
        long id,
        long ownerId,
        String name,
        String harness,
        String providerPreset,
        AgentStatus status,
        boolean wantedRunning,
        int generation)
        implements Guarded {}
