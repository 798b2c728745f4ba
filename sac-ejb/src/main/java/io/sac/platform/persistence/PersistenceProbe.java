package io.sac.platform.persistence;

import io.sac.platform.HealthProbe;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether the entities could be mapped when the server started. Liberty injects nothing when the database was away
 * then, and does not try again: only a restart helps, so the server must not be left alive.
 */
@ApplicationScoped
public class PersistenceProbe implements HealthProbe {
    @PersistenceContext(unitName = "sac")
    @Nullable
    EntityManager entities;

    @Override
    public String name() {
        return "persistence";
    }

    @Override
    public Set<Kind> kinds() {
        return Set.of(Kind.STARTED, Kind.LIVE, Kind.READY);
    }

    @Override
    public Result check() {
        return entities == null
                ? Result.down("The database was away when this server started. Start the server again.")
                : Result.well();
    }
}
