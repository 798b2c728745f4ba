package io.sac.agent;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Where agents are kept. Used inside transactions. */
public interface AgentRepository {
    Optional<Agent> find(long id);

    /** The agent with its row locked until the transaction ends; agents are locked before their sessions. */
    Optional<Agent> findLocked(long id);

    /** Agents of these owners, newest first, below the given id. */
    List<Agent> list(Collection<Long> owners, long below, int limit);

    /** Every agent of these owners, newest first. */
    List<Agent> all(Collection<Long> owners);

    int count(long ownerId);

    /** How many agents there are, by the word of their state; states that none is in are absent. */
    Map<String, Long> countByStatus();

    /** Lets only one transaction at a time create agents for this owner, until it ends. */
    void lockCreation(long ownerId);

    void add(Agent agent);

    void remove(Agent agent);

    /** Agents with an open intent that may be carried out now. */
    List<Long> due(Instant now, int limit);

    /** Ready agents that were not looked at since the given time, the longest first. */
    List<Long> readyNotCheckedSince(Instant since, int limit);

    /** Which of these agents exist. */
    List<Long> existing(Collection<Long> ids);

    /** The sidecar of an agent spoke. */
    void seen(long id, String sidecarVersion, Instant now);

    /** Gives up every lease: for a server that knows that it is alone. */
    int releaseLeases();

    void addRemoval(AgentRemoval removal);

    Optional<AgentRemoval> findRemoval(long agentId);

    List<Long> dueRemovals(Instant now, int limit);

    void done(AgentRemoval removal);
}
