package io.sac.maintenance;

import io.sac.event.EventReader;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.Resource;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.Timeout;
import jakarta.ejb.TimerService;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;

/** Removes events that nobody can replay any more. */
@Singleton
@Startup
public class OldEventSweep {
    private static final String NAME = "old-events";
    private static final int BATCH_SIZE = 1000;

    private final Sweeper sweeper;
    private final EventReader events;

    @Resource
    TimerService timers;

    @SuppressWarnings("NullAway") // Liberty wants a public no-arg constructor on session beans: CNTR5007E
    public OldEventSweep() {
        this(null, null);
    }

    @Inject
    @SuppressWarnings("NullAway.Init") // timers comes from the container
    public OldEventSweep(Sweeper sweeper, EventReader events) {
        this.sweeper = sweeper;
        this.events = events;
    }

    @PostConstruct
    void schedule() {
        sweeper.schedule(timers, NAME);
    }

    @Timeout
    @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
    void sweep() {
        sweeper.run(NAME, now -> Sweeper.Batch.of(events.removeOld(now, BATCH_SIZE), BATCH_SIZE));
    }
}
