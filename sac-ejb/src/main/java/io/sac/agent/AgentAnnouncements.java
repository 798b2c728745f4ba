package io.sac.agent;

import io.sac.event.Events;
import io.sac.event.NewEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Map;

/** Tells an agent's owner, in the transaction of a change, what has changed. */
@ApplicationScoped
public class AgentAnnouncements {
    private final Events events;
    private final AgentViews views;

    @Inject
    public AgentAnnouncements(Events events, AgentViews views) {
        this.events = events;
        this.views = views;
    }

    @SuppressWarnings("NullAway") // the proxy of an application scoped bean wants it
    protected AgentAnnouncements() {
        this(null, null);
    }

    void status(Agent agent) {
        events.publish(agent.ownerId(), new NewEvent("agent.status", agent.id(), null, views.status(agent)));
    }

    void created(Agent agent) {
        events.publish(agent.ownerId(), new NewEvent("agent.created", agent.id(), null, views.view(agent)));
    }

    void updated(Agent agent) {
        events.publish(agent.ownerId(), new NewEvent("agent.updated", agent.id(), null, views.view(agent)));
    }

    void deleted(Agent agent) {
        events.publish(agent.ownerId(), new NewEvent("agent.deleted", agent.id(), null, Map.of("id", agent.id())));
    }
}
