package io.sac.agent;

import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.Optional;

/** What other features may know of agents; it asks nobody's rights, whoever calls it does. */
@Stateless
public class AgentDirectory {
    private final AgentRepository agents;

    @Inject
    public AgentDirectory(AgentRepository agents) {
        this.agents = agents;
    }

    @SuppressWarnings("NullAway") // Liberty wants a public no-arg constructor on session beans: CNTR5007E
    public AgentDirectory() {
        this(null);
    }

    public Optional<AgentDetails> find(long agentId) {
        return agents.find(agentId).map(Agent::details);
    }

    /** How many agents there are, by the word of their state. */
    public Map<String, Long> countByStatus() {
        return agents.countByStatus();
    }

    /** The agent, locked until the caller's transaction ends: agents are locked before their sessions. */
    public Optional<AgentDetails> findLocked(long agentId) {
        return agents.findLocked(agentId).map(Agent::details);
    }
}
