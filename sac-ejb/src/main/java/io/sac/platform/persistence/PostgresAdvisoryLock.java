package io.sac.platform.persistence;

import io.sac.platform.AdvisoryLock;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;

/** {@code pg_try_advisory_xact_lock} on the 64-bit hash of the name. */
@ApplicationScoped
public class PostgresAdvisoryLock implements AdvisoryLock {
    @PersistenceContext(unitName = "sac")
    EntityManager entities;

    @Override
    public boolean tryAcquire(String name) {
        return (Boolean) entities.createNativeQuery(
                        "select pg_try_advisory_xact_lock(hashtextextended(cast(:name as text), 5381))", Boolean.class)
                .setParameter("name", name)
                .getSingleResult();
    }
}
