package io.sac.access;

import java.util.Optional;

/** What proves an agent's token beyond its signature; answered by the feature that owns agents. */
public interface AgentGenerations {
    /** The agent's owner and its token generation now, empty when there is no such agent. */
    Optional<AgentGeneration> of(long agentId);

    /** Tokens of an older generation are revoked. */
    record AgentGeneration(long ownerId, long generation) {}
}
