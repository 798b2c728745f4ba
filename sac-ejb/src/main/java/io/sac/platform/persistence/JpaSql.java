package io.sac.platform.persistence;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import org.hibernate.Session;

/** The connection that Hibernate uses, so that both write in one transaction. */
@ApplicationScoped
public class JpaSql implements Sql {
    @PersistenceContext(unitName = "sac")
    EntityManager entities;

    @Override
    public <T> T with(Work<T> work) {
        return entities.unwrap(Session.class).doReturningWork(work::on);
    }
}
