package io.sac.agent;

import io.sac.access.AgentGenerations;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;

/** Tells whoever checks an agent's token for whom it acts and whether it still counts. */
@ApplicationScoped
public class StoredAgentGenerations implements AgentGenerations {
    private final AgentDirectory agents;

    @Inject
    public StoredAgentGenerations(AgentDirectory agents) {
        this.agents = agents;
    }

    @SuppressWarnings("NullAway") // for the client proxy
    protected StoredAgentGenerations() {
        this(null);
    }

    @Override
    public Optional<AgentGeneration> of(long agentId) {
        return agents.find(agentId).map(agent -> new AgentGeneration(agent.ownerId(), agent.generation()));
    }
}
