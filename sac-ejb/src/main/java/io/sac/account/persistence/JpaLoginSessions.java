package io.sac.account.persistence;

import io.sac.account.LoginSession;
import io.sac.account.LoginSessions;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.PersistenceContext;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** Sign-ins in {@code login_session}. */
@ApplicationScoped
public class JpaLoginSessions implements LoginSessions {
    @PersistenceContext(unitName = "sac")
    EntityManager entities;

    @Override
    public void add(LoginSession session) {
        entities.persist(session);
    }

    @Override
    public Optional<LoginSession> lock(UUID id) {
        return Optional.ofNullable(entities.find(LoginSession.class, id, LockModeType.PESSIMISTIC_WRITE));
    }

    @Override
    public List<LoginSession> ofUser(long userId, Instant now) {
        return entities.createQuery("""
                        select s from LoginSession s
                        where s.userId = :user and s.endedAt is null and s.expiresAt > :now
                        order by s.lastUsedAt desc
                        """, LoginSession.class)
                .setParameter("user", userId)
                .setParameter("now", now)
                .setMaxResults(200)
                .getResultList();
    }

    @Override
    public void endOthers(long userId, UUID except, Instant now) {
        entities.createQuery("""
                        update LoginSession s set s.endedAt = :now
                        where s.userId = :user and s.id <> :except and s.endedAt is null
                        """)
                .setParameter("user", userId)
                .setParameter("except", except)
                .setParameter("now", now)
                .executeUpdate();
    }

    @Override
    public Set<UUID> alive(Set<UUID> ids, Instant now) {
        if (ids.isEmpty()) {
            return Set.of();
        }
        return entities.createQuery("""
                        select s.id from LoginSession s, AppUser u
                        where s.id in :ids and u.id = s.userId
                          and s.endedAt is null and s.expiresAt > :now and u.disabledAt is null
                        """, UUID.class)
                .setParameter("ids", ids)
                .setParameter("now", now)
                .getResultStream()
                .collect(Collectors.toSet());
    }

    @Override
    public int removeExpired(Instant before, int limit) {
        return entities.createNativeQuery("""
                        delete from login_session where id in (
                            select id from login_session
                            where expires_at < :before or ended_at < :before
                            order by id limit :limit for update skip locked)
                        """)
                .setParameter("before", before)
                .setParameter("limit", limit)
                .executeUpdate();
    }
}
