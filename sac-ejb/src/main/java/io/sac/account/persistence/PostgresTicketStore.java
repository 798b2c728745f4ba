package io.sac.account.persistence;

import io.sac.account.TicketStore;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** Tickets in {@code ticket}; {@code delete … returning} lets exactly one caller have each. */
@ApplicationScoped
public class PostgresTicketStore implements TicketStore {
    @PersistenceContext(unitName = "sac")
    EntityManager entities;

    @Override
    public void add(byte[] hash, long userId, UUID loginSession, String purpose, UUID sessionId, Instant expiresAt) {
        entities.createNativeQuery("""
                        insert into ticket (ticket_hash, user_id, login_session_id, purpose, session_id, expires_at)
                        values (:hash, :user, :login, :purpose, :session, :expires)
                        """)
                .setParameter("hash", hash)
                .setParameter("user", userId)
                .setParameter("login", loginSession)
                .setParameter("purpose", purpose)
                .setParameter("session", sessionId)
                .setParameter("expires", expiresAt)
                .executeUpdate();
    }

    @Override
    public Optional<Stored> take(byte[] hash) {
        return entities.createNativeQuery("""
                        delete from ticket where ticket_hash = :hash
                        returning user_id, login_session_id, purpose, session_id, expires_at
                        """).setParameter("hash", hash).getResultList().stream()
                .findFirst()
                .map(found -> {
                    Object[] row = (Object[]) found;
                    return new Stored(
                            ((Number) row[0]).longValue(), (UUID) row[1], (String) row[2], (UUID) row[3], (Instant)
                                    row[4]);
                });
    }

    @Override
    public int removeExpired(Instant now, int limit) {
        return entities.createNativeQuery("""
                        delete from ticket where ticket_hash in (
                            select ticket_hash from ticket where expires_at < :now limit :limit for update skip locked)
                        """)
                .setParameter("now", now)
                .setParameter("limit", limit)
                .executeUpdate();
    }
}
