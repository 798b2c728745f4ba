package io.sac.maintenance;

import io.sac.output.OutputSweep;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.Resource;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.Timeout;
import jakarta.ejb.TimerService;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;

/** Forgets deletions that no delayed upload can undo any more. */
@Singleton
@Startup
public class OldTombstoneSweep {
    private static final String NAME = "old-tombstones";
    private static final int BATCH_SIZE = 1000;

    private final Sweeper sweeper;
    private final OutputSweep output;

    @Resource
    TimerService timers;

    @SuppressWarnings("NullAway") // Liberty wants a public no-arg constructor on session beans: CNTR5007E
    public OldTombstoneSweep() {
        this(null, null);
    }

    @Inject
    @SuppressWarnings("NullAway.Init") // timers comes from the container
    public OldTombstoneSweep(Sweeper sweeper, OutputSweep output) {
        this.sweeper = sweeper;
        this.output = output;
    }

    @PostConstruct
    void schedule() {
        sweeper.schedule(timers, NAME);
    }

    @Timeout
    @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
    void sweep() {
        sweeper.run(NAME, now -> Sweeper.Batch.of(output.removeTombstones(now, BATCH_SIZE), BATCH_SIZE));
    }
}
