package io.sac.maintenance;

import io.sac.session.SessionOperator;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.Resource;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.Timeout;
import jakarta.ejb.TimerService;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;

/** Puts right sessions that do not fit their sandbox, and ends what nobody knows any more. */
@Singleton
@Startup
public class EndedSessionSweep {
    private static final String NAME = "ended-sessions";
    private static final int BATCH_SIZE = 50;

    private final Sweeper sweeper;
    private final SessionOperator sessions;

    @Resource
    TimerService timers;

    @SuppressWarnings("NullAway") // Liberty wants a public no-arg constructor on session beans: CNTR5007E
    public EndedSessionSweep() {
        this(null, null);
    }

    @Inject
    @SuppressWarnings("NullAway.Init") // timers comes from the container
    public EndedSessionSweep(Sweeper sweeper, SessionOperator sessions) {
        this.sweeper = sweeper;
        this.sessions = sessions;
    }

    @PostConstruct
    void schedule() {
        sweeper.schedule(timers, NAME);
    }

    @Timeout
    @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
    void sweep() {
        sweeper.run(NAME, now -> Sweeper.Batch.last(sessions.endOrphans(now, BATCH_SIZE)));
    }
}
