package io.sac.access.persistence;

import io.sac.access.Change;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.time.Clock;
import java.util.Locale;

/** Writes every change down, in the transaction that makes it. */
@ApplicationScoped
public class AuditTrail {
    @PersistenceContext(unitName = "sac")
    EntityManager entities;

    private final Clock clock;

    @Inject
    public AuditTrail(Clock clock) {
        this.clock = clock;
    }

    @SuppressWarnings("NullAway") // for the client proxy
    protected AuditTrail() {
        this(null);
    }

    void record(@Observes Change change) {
        entities.createNativeQuery("""
                        insert into audit_entry (at, kind, user_id, username, agent_id, login_session_id, action, subject)
                        values (:at, :kind, :userId, :username, cast(:agentId as bigint), cast(:session as uuid), :action, :subject)
                        """)
                .setParameter("at", clock.instant())
                .setParameter("kind", change.by().kind().name().toLowerCase(Locale.ROOT))
                .setParameter("userId", change.by().userId())
                .setParameter("username", change.by().username())
                .setParameter(
                        "agentId",
                        change.by().agentId() == null
                                ? null
                                : String.valueOf(change.by().agentId()))
                .setParameter(
                        "session",
                        change.by().loginSession() == null
                                ? null
                                : change.by().loginSession().toString())
                .setParameter("action", change.action())
                .setParameter("subject", change.subject())
                .executeUpdate();
    }
}
