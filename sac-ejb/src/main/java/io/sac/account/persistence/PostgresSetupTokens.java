package io.sac.account.persistence;

import io.sac.account.SetupTokens;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.time.Instant;

/** Tokens in {@code setup_token}, into which the launcher puts them. */
@ApplicationScoped
public class PostgresSetupTokens implements SetupTokens {
    @PersistenceContext(unitName = "sac")
    EntityManager entities;

    @Override
    public boolean isGood(byte[] hash, Instant now) {
        return !entities.createNativeQuery("select 1 from setup_token where token_hash = :hash and expires_at > :now")
                .setParameter("hash", hash)
                .setParameter("now", now)
                .getResultList()
                .isEmpty();
    }

    @Override
    public boolean use(byte[] hash, Instant now) {
        return !entities.createNativeQuery(
                        "delete from setup_token where token_hash = :hash and expires_at > :now returning 1")
                .setParameter("hash", hash)
                .setParameter("now", now)
                .getResultList()
                .isEmpty();
    }

    @Override
    public void removeAll() {
        entities.createNativeQuery("delete from setup_token").executeUpdate();
    }
}
