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

/** Removes what interrupted uploads have left in the object store. */
@Singleton
@Startup
public class UnfinishedUploadSweep {
    private static final String NAME = "unfinished-uploads";

    private final Sweeper sweeper;
    private final OutputSweep output;

    @Resource
    TimerService timers;

    @SuppressWarnings("NullAway") // Liberty wants a public no-arg constructor on session beans: CNTR5007E
    public UnfinishedUploadSweep() {
        this(null, null);
    }

    @Inject
    @SuppressWarnings("NullAway.Init") // timers comes from the container
    public UnfinishedUploadSweep(Sweeper sweeper, OutputSweep output) {
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
        sweeper.run(NAME, now -> Sweeper.Batch.last(output.removeUnfinished(now)));
    }
}
