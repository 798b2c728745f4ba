package io.sac.session;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Where sessions are kept. Whoever locks one has locked its agent before. */
public interface SessionRepository {
    void add(AgentSession session);

    Optional<AgentSession> find(UUID id);

    /** The session as it is now, locked until the transaction ends. */
    Optional<AgentSession> findLocked(UUID id);

    /** How many sessions have not ended, by the word of their state; states that none is in are absent. */
    Map<String, Long> countByStatus();

    /** The agent's sessions that have not ended, newest first. */
    List<AgentSession> unended(long agentId);

    /** The same, locked in the order of their ids. */
    List<AgentSession> unendedLocked(long agentId);

    /** Ended sessions of the agent that its sandbox has yet to forget, not younger than the instant. */
    List<AgentSession> unreleased(long agentId, Instant endedBefore, int limit);

    /** A page of these owners' sessions that have not ended, newest first, beginning after the given one. */
    List<AgentSession> list(Set<Long> owners, @Nullable Long agentId, @Nullable Place after, int limit);

    /** Agents with sessions that do not fit the state of the agent, or wait for longer than they should. */
    List<Long> agentsToRepair(Instant waitingSince, Instant endedBefore, int limit);

    /** Which of these sessions have not ended. */
    Set<UUID> existing(Collection<UUID> ids);

    /** A place in the list. */
    record Place(Instant createdAt, UUID id) {}
}
