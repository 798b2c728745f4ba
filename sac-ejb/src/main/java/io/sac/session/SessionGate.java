package io.sac.session;

import io.sac.access.Permission;
import io.sac.access.Principal;
import io.sac.access.SessionAccess;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.UUID;

/** Answers whose a session is, for tickets. */
@ApplicationScoped
public class SessionGate implements SessionAccess {
    private final SessionService sessions;

    @Inject
    public SessionGate(SessionService sessions) {
        this.sessions = sessions;
    }

    @SuppressWarnings("NullAway") // for the client proxy
    protected SessionGate() {
        this(null);
    }

    @Override
    public void require(Principal principal, Permission permission, UUID sessionId) {
        sessions.require(principal, sessionId, permission);
    }
}
