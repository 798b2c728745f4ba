package io.sac.prompt.persistence;

import io.sac.prompt.Prompt;
import io.sac.prompt.PromptRepository;
import io.sac.prompt.PromptState;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.PersistenceContext;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Prompts by JPA; the queues, which are only locks and counters, by SQL. */
@ApplicationScoped
public class JpaPromptRepository implements PromptRepository {
    @PersistenceContext(unitName = "sac")
    EntityManager entities;

    @Override
    public void add(Prompt prompt) {
        entities.persist(prompt);
    }

    @Override
    public Optional<Prompt> findLocked(UUID id) {
        Prompt prompt = entities.find(Prompt.class, id);
        if (prompt != null) {
            // What was read of it before may be old: it is read again with its lock, whatever version it had.
            entities.refresh(prompt, LockModeType.PESSIMISTIC_WRITE);
        }
        return Optional.ofNullable(prompt);
    }

    @Override
    public Optional<Prompt> findByKey(UUID session, String idempotencyKey) {
        return entities.createQuery("""
                        select p from Prompt p where p.sessionId = :session and p.idempotencyKey = :key
                        """, Prompt.class)
                .setParameter("session", session)
                .setParameter("key", idempotencyKey)
                .getResultStream()
                .findFirst();
    }

    @Override
    public long nextNumber(UUID session) {
        Object number = entities.createNativeQuery("""
                        insert into prompt_queue as q (session_id, last_number) values (:session, 1)
                        on conflict (session_id) do update set last_number = q.last_number + 1
                        returning last_number
                        """, Long.class)
                .setParameter("session", session)
                .getSingleResult();
        return ((Number) number).longValue();
    }

    @Override
    public boolean lease(UUID session, Instant now, Instant until) {
        return entities.createNativeQuery("""
                        update prompt_queue set leased_until = :until
                         where session_id = :session and (leased_until is null or leased_until <= :now)
                        """)
                        .setParameter("until", until)
                        .setParameter("session", session)
                        .setParameter("now", now)
                        .executeUpdate()
                == 1;
    }

    @Override
    public void release(UUID session, Instant from) {
        entities.createNativeQuery("update prompt_queue set leased_until = :from where session_id = :session")
                .setParameter("from", from)
                .setParameter("session", session)
                .executeUpdate();
    }

    @Override
    public List<Prompt> queued(UUID session, boolean unhandedOnly, int limit) {
        return entities.createQuery("""
                        select p from Prompt p
                         where p.sessionId = :session and p.state = :queued
                           and (:all = true or p.handedAt is null)
                         order by p.number
                        """, Prompt.class)
                .setParameter("session", session)
                .setParameter("queued", PromptState.QUEUED.word())
                .setParameter("all", !unhandedOnly)
                .setMaxResults(limit)
                .getResultList();
    }

    @Override
    public List<Prompt> list(UUID session, @Nullable Long belowNumber, int limit) {
        return entities.createQuery("""
                        select p from Prompt p where p.sessionId = :session and p.number < :below
                         order by p.number desc
                        """, Prompt.class)
                .setParameter("session", session)
                .setParameter("below", belowNumber == null ? Long.MAX_VALUE : belowNumber)
                .setMaxResults(limit)
                .getResultList();
    }

    @Override
    public List<UUID> sessionsWithQueued(Instant now, Instant handedBefore, int limit) {
        // The session's own state is read here because the sweep is about ready sessions whose prompts still wait.
        return entities.createNativeQuery("""
                        select p.session_id from prompt p
                          join agent_session s on s.id = p.session_id and s.status = 'ready'
                          join prompt_queue q on q.session_id = p.session_id
                         where p.state = 'queued' and (p.handed_at is null or p.handed_at < :handed)
                           and (q.leased_until is null or q.leased_until <= :now)
                         group by p.session_id order by min(p.created_at) limit :limit
                        """, UUID.class)
                .setParameter("handed", handedBefore)
                .setParameter("now", now)
                .setParameter("limit", limit)
                .getResultList();
    }

    @Override
    public List<UUID> endedSessionsWithQueued(int limit) {
        return entities.createNativeQuery("""
                        select distinct p.session_id from prompt p
                          join agent_session s on s.id = p.session_id and s.status = 'ended'
                         where p.state = 'queued' limit :limit
                        """, UUID.class)
                .setParameter("limit", limit)
                .getResultList();
    }
}
