package io.sac.agent.persistence;

import io.sac.agent.Agent;
import io.sac.agent.AgentRemoval;
import io.sac.agent.AgentRepository;
import io.sac.agent.AgentStatus;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityNotFoundException;
import jakarta.persistence.LockModeType;
import jakarta.persistence.PersistenceContext;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Agents through Jakarta Persistence. */
@ApplicationScoped
public class JpaAgentRepository implements AgentRepository {
    @PersistenceContext(unitName = "sac")
    EntityManager entities;

    @SuppressWarnings("NullAway.Init") // the container brings the entity manager
    public JpaAgentRepository() {}

    @SuppressWarnings("NullAway.Init")
    JpaAgentRepository(EntityManager entities) {
        this.entities = entities;
    }

    @Override
    public Optional<Agent> find(long id) {
        return Optional.ofNullable(entities.find(Agent.class, id));
    }

    @Override
    public Optional<Agent> findLocked(long id) {
        Agent agent = entities.find(Agent.class, id);
        if (agent == null) {
            return Optional.empty();
        }
        // It may have been read, or changed by this transaction, before the lock was ours: what we changed goes first,
        // what others changed comes with the lock. Asking find() for the lock would fail when others had changed it.
        entities.flush();
        try {
            entities.refresh(agent, LockModeType.PESSIMISTIC_WRITE);
            return Optional.of(agent);
        } catch (EntityNotFoundException e) {
            return Optional.empty();
        }
    }

    @Override
    public List<Agent> list(Collection<Long> owners, long below, int limit) {
        return entities.createQuery(
                        "select a from Agent a where a.ownerId in :owners and a.id < :below order by a.id desc",
                        Agent.class)
                .setParameter("owners", owners)
                .setParameter("below", below)
                .setMaxResults(limit)
                .getResultList();
    }

    @Override
    public List<Agent> all(Collection<Long> owners) {
        return entities.createQuery("select a from Agent a where a.ownerId in :owners order by a.id desc", Agent.class)
                .setParameter("owners", owners)
                .getResultList();
    }

    @Override
    public int count(long ownerId) {
        return entities.createQuery("select count(a) from Agent a where a.ownerId = :owner", Long.class)
                .setParameter("owner", ownerId)
                .getSingleResult()
                .intValue();
    }

    @Override
    public Map<String, Long> countByStatus() {
        return entities.createQuery("select a.status, count(a) from Agent a group by a.status", Object[].class)
                .getResultStream()
                .collect(Collectors.toMap(row -> ((AgentStatus) row[0]).word(), row -> (Long) row[1]));
    }

    @Override
    public void lockCreation(long ownerId) {
        entities.createNativeQuery("select 1 from pg_advisory_xact_lock(hashtextextended('agent creation', :owner))")
                .setParameter("owner", ownerId)
                .getResultList();
    }

    @Override
    public void add(Agent agent) {
        entities.persist(agent);
        entities.flush();
    }

    @Override
    public void remove(Agent agent) {
        entities.remove(agent);
        entities.flush();
    }

    @Override
    public List<Long> due(Instant now, int limit) {
        return entities.createQuery("""
                        select a.id from Agent a
                        where a.settledIntent < a.intent
                          and (a.actAfter is null or a.actAfter <= :now)
                          and (a.leaseUntil is null or a.leaseUntil < :now)
                        order by a.actAfter
                        """, Long.class)
                .setParameter("now", now)
                .setMaxResults(limit)
                .getResultList();
    }

    @Override
    public List<Long> readyNotCheckedSince(Instant since, int limit) {
        return entities.createQuery("""
                        select a.id from Agent a
                        where a.status = io.sac.agent.AgentStatus.READY
                          and (a.checkedAt is null or a.checkedAt < :since)
                        order by a.checkedAt
                        """, Long.class)
                .setParameter("since", since)
                .setMaxResults(limit)
                .getResultList();
    }

    @Override
    public List<Long> existing(Collection<Long> ids) {
        return ids.isEmpty()
                ? List.of()
                : entities.createQuery("select a.id from Agent a where a.id in :ids", Long.class)
                        .setParameter("ids", ids)
                        .getResultList();
    }

    @Override
    public void seen(long id, String sidecarVersion, Instant now) {
        entities.createQuery("update Agent a set a.seenAt = :now, a.sidecarVersion = :version where a.id = :id")
                .setParameter("now", now)
                .setParameter("version", sidecarVersion)
                .setParameter("id", id)
                .executeUpdate();
    }

    @Override
    public int releaseLeases() {
        return entities.createQuery(
                        "update Agent a set a.leaseHolder = null, a.leaseUntil = null where a.leaseHolder is not null")
                .executeUpdate();
    }

    @Override
    public void addRemoval(AgentRemoval removal) {
        entities.persist(removal);
    }

    @Override
    public Optional<AgentRemoval> findRemoval(long agentId) {
        return Optional.ofNullable(entities.find(AgentRemoval.class, agentId, LockModeType.PESSIMISTIC_WRITE));
    }

    @Override
    public List<Long> dueRemovals(Instant now, int limit) {
        return entities.createQuery(
                        "select r.agentId from AgentRemoval r where r.actAfter <= :now order by r.actAfter", Long.class)
                .setParameter("now", now)
                .setMaxResults(limit)
                .getResultList();
    }

    @Override
    public void done(AgentRemoval removal) {
        entities.remove(removal);
    }
}
