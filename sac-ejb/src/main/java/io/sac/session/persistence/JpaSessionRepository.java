package io.sac.session.persistence;

import io.sac.session.AgentSession;
import io.sac.session.SessionRepository;
import io.sac.session.SessionStatus;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.PersistenceContext;
import jakarta.persistence.TypedQuery;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Sessions by JPA. The state stands in the queries as a literal: a partial index serves no parameter. */
@ApplicationScoped
public class JpaSessionRepository implements SessionRepository {
    private static final String UNENDED = """
            select s from AgentSession s
             where s.agentId = :agent and s.status <> 'ended' order by
            """;

    @PersistenceContext(unitName = "sac")
    EntityManager entities;

    @Override
    public void add(AgentSession session) {
        entities.persist(session);
    }

    @Override
    public Optional<AgentSession> find(UUID id) {
        return Optional.ofNullable(entities.find(AgentSession.class, id));
    }

    @Override
    public Optional<AgentSession> findLocked(UUID id) {
        return find(id).map(this::locked);
    }

    @Override
    public Map<String, Long> countByStatus() {
        return entities.createQuery(
                        "select s.status, count(s) from AgentSession s where s.status <> 'ended' group by s.status",
                        Object[].class)
                .getResultStream()
                .collect(Collectors.toMap(row -> (String) row[0], row -> (Long) row[1]));
    }

    @Override
    public List<AgentSession> unended(long agentId) {
        return entities.createQuery(UNENDED + " s.createdAt desc, s.id", AgentSession.class)
                .setParameter("agent", agentId)
                .getResultList();
    }

    @Override
    public List<AgentSession> unendedLocked(long agentId) {
        List<UUID> ids = entities.createQuery("""
                        select s.id from AgentSession s
                         where s.agentId = :agent and s.status <> 'ended' order by s.id
                        """, UUID.class)
                .setParameter("agent", agentId)
                .getResultList();
        return ids.stream()
                .flatMap(id -> findLocked(id).stream())
                .filter(session -> session.status() != SessionStatus.ENDED)
                .toList();
    }

    @Override
    public List<AgentSession> unreleased(long agentId, Instant endedBefore, int limit) {
        return entities.createQuery("""
                        select s from AgentSession s
                         where s.agentId = :agent and s.status = 'ended' and s.released = false
                           and s.endedAt <= :before
                         order by s.endedAt, s.id
                        """, AgentSession.class)
                .setParameter("agent", agentId)
                .setParameter("before", endedBefore)
                .setMaxResults(limit)
                .getResultList();
    }

    @Override
    public List<AgentSession> list(Set<Long> owners, @Nullable Long agentId, @Nullable Place after, int limit) {
        StringBuilder query =
                new StringBuilder("select s from AgentSession s where s.ownerId in :owners and s.status <> 'ended'");
        if (agentId != null) {
            query.append(" and s.agentId = :agent");
        }
        if (after != null) {
            query.append(" and (s.createdAt < :at or (s.createdAt = :at and s.id > :id))");
        }
        TypedQuery<AgentSession> page = entities.createQuery(
                        query.append(" order by s.createdAt desc, s.id").toString(), AgentSession.class)
                .setParameter("owners", owners)
                .setMaxResults(limit);
        if (agentId != null) {
            page.setParameter("agent", agentId);
        }
        if (after != null) {
            page.setParameter("at", after.createdAt()).setParameter("id", after.id());
        }
        return page.getResultList();
    }

    @Override
    public List<Long> agentsToRepair(Instant waitingSince, Instant endedBefore, int limit) {
        // The agent's own state is read here because a repair is about the two not fitting each other.
        return entities.createNativeQuery("""
                        select distinct s.agent_id from agent_session s join agent a on a.id = s.agent_id
                         where (s.status in ('starting', 'ready') and a.status in ('STOPPED', 'FAILED')
                                and s.updated_at < :waiting)
                            or (a.status = 'READY' and s.updated_at < :waiting
                                and (s.status = 'starting' or (s.status = 'stopped' and s.exit_code is null)))
                            or (s.status = 'stopping' and s.updated_at < :waiting)
                            or (s.status = 'ended' and not s.released and s.ended_at < :ended
                                and a.status = 'READY')
                         order by s.agent_id limit :limit
                        """, Long.class)
                .setParameter("waiting", waitingSince)
                .setParameter("ended", endedBefore)
                .setParameter("limit", limit)
                .getResultList();
    }

    @Override
    public Set<UUID> existing(Collection<UUID> ids) {
        if (ids.isEmpty()) {
            return Set.of();
        }
        return new HashSet<>(entities.createQuery(
                        "select s.id from AgentSession s where s.id in :ids and s.status <> 'ended'", UUID.class)
                .setParameter("ids", ids)
                .getResultList());
    }

    /** What was read of it before may be old: it is read again with its lock, whatever version it had. */
    private AgentSession locked(AgentSession session) {
        entities.refresh(session, LockModeType.PESSIMISTIC_WRITE);
        return session;
    }
}
