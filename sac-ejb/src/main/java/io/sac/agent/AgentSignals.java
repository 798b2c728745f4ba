package io.sac.agent;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.inject.Inject;

/** Passes on, after the commit and on another thread, what has become of an agent; observe with {@code ObservesAsync}. */
@ApplicationScoped
public class AgentSignals {
    private final Event<AgentReady> ready;
    private final Event<AgentStopped> stopped;
    private final Event<AgentFailed> failed;

    @Inject
    public AgentSignals(Event<AgentReady> ready, Event<AgentStopped> stopped, Event<AgentFailed> failed) {
        this.ready = ready;
        this.stopped = stopped;
        this.failed = failed;
    }

    @SuppressWarnings("NullAway") // the proxy of an application scoped bean wants it
    protected AgentSignals() {
        this(null, null, null);
    }

    void ready(@Observes(during = TransactionPhase.AFTER_SUCCESS) AgentReady event) {
        var unused = ready.fireAsync(event);
    }

    void stopped(@Observes(during = TransactionPhase.AFTER_SUCCESS) AgentStopped event) {
        var unused = stopped.fireAsync(event);
    }

    void failed(@Observes(during = TransactionPhase.AFTER_SUCCESS) AgentFailed event) {
        var unused = failed.fireAsync(event);
    }
}
