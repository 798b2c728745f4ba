package io.sac.agent;

import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import java.time.Clock;

/** Remembers when a sidecar last spoke; one that is silent for minutes is asked, and replaced when it does not answer. */
@Stateless
public class AgentPresence {
    private final AgentRepository agents;
    private final Clock clock;

    @Inject
    public AgentPresence(AgentRepository agents, Clock clock) {
        this.agents = agents;
        this.clock = clock;
    }

    @SuppressWarnings("NullAway") // Liberty wants a public no-arg constructor on session beans: CNTR5007E
    public AgentPresence() {
        this(null, null);
    }

    /** The agent's sidecar spoke: its program version, and the port on which it listens. */
    public void seen(long agentId, String version, int port) {
        agents.seen(agentId, version.length() > 64 ? version.substring(0, 64) : version, clock.instant());
    }
}
