package io.sac.session;

import io.sac.agent.AgentDetails;
import io.sac.agent.AgentDirectory;
import io.sac.event.Events;
import io.sac.event.NewEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/** Tells the owner's browsers what has become of a session, in the transaction of the change. */
@ApplicationScoped
public class SessionAnnouncements {
    private final Events events;
    private final AgentDirectory agents;

    @Inject
    public SessionAnnouncements(Events events, AgentDirectory agents) {
        this.events = events;
        this.agents = agents;
    }

    @SuppressWarnings("NullAway") // for the client proxy
    protected SessionAnnouncements() {
        this(null, null);
    }

    SessionView view(AgentSession session) {
        return session.view(
                agents.find(session.agentId()).map(AgentDetails::stage).orElse(null));
    }

    void created(AgentSession session) {
        tell("session.created", session);
    }

    void changed(AgentSession session) {
        tell(session.status() == SessionStatus.ENDED ? "session.ended" : "session.updated", session);
    }

    private void tell(String type, AgentSession session) {
        events.publish(session.ownerId(), new NewEvent(type, session.agentId(), session.id(), view(session)));
    }
}
