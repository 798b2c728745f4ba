package io.sac.session;

import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** What other features may know of sessions; it asks nobody's rights, whoever calls it does. */
@Stateless
public class SessionDirectory {
    private final SessionRepository sessions;

    @Inject
    public SessionDirectory(SessionRepository sessions) {
        this.sessions = sessions;
    }

    @SuppressWarnings("NullAway") // Liberty wants a public no-arg constructor on session beans: CNTR5007E
    public SessionDirectory() {
        this(null);
    }

    public Optional<SessionDetails> find(UUID id) {
        return sessions.find(id).map(AgentSession::details);
    }

    /** How many sessions have not ended, by the word of their state. */
    public Map<String, Long> countByStatus() {
        return sessions.countByStatus();
    }
}
