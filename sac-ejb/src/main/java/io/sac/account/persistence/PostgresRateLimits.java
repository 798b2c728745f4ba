package io.sac.account.persistence;

import io.sac.account.RateLimits;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Windows in {@code rate_limit}; one statement counts and answers, so that parallel attempts cannot slip through. */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
public class PostgresRateLimits implements RateLimits {
    @PersistenceContext(unitName = "sac")
    EntityManager entities;

    @Override
    public Optional<Duration> take(String key, int limit, Duration window, Instant now) {
        Object[] row = (Object[]) entities.createNativeQuery("""
                        insert into rate_limit as r (key, count, window_ends) values (:key, 1, :ends)
                        on conflict (key) do update set
                            count = case when r.window_ends <= :now then 1 else r.count + 1 end,
                            window_ends = case when r.window_ends <= :now then excluded.window_ends else r.window_ends end
                        returning count, window_ends
                        """)
                .setParameter("key", key)
                .setParameter("ends", now.plus(window))
                .setParameter("now", now)
                .getSingleResult();
        int count = ((Number) row[0]).intValue();
        return count <= limit ? Optional.empty() : Optional.of(Duration.between(now, (Instant) row[1]));
    }

    @Override
    public void clear(String key) {
        entities.createNativeQuery("delete from rate_limit where key = :key")
                .setParameter("key", key)
                .executeUpdate();
    }

    @Override
    public void giveBack(String key) {
        entities.createNativeQuery("update rate_limit set count = greatest(count - 1, 0) where key = :key")
                .setParameter("key", key)
                .executeUpdate();
    }

    @Override
    public int removeExpired(Instant now, int limit) {
        return entities.createNativeQuery("""
                        delete from rate_limit where key in (
                            select key from rate_limit where window_ends < :now limit :limit for update skip locked)
                        """)
                .setParameter("now", now)
                .setParameter("limit", limit)
                .executeUpdate();
    }
}
