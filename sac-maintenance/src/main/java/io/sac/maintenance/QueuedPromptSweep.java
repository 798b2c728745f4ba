package io.sac.maintenance;

import io.sac.prompt.PromptCourier;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.Resource;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.Timeout;
import jakarta.ejb.TimerService;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;

/** Hands over prompts that still wait although their session could take them. */
@Singleton
@Startup
public class QueuedPromptSweep {
    private static final String NAME = "queued-prompts";
    private static final int BATCH_SIZE = 50;

    private final Sweeper sweeper;
    private final PromptCourier prompts;

    @Resource
    TimerService timers;

    @SuppressWarnings("NullAway") // Liberty wants a public no-arg constructor on session beans: CNTR5007E
    public QueuedPromptSweep() {
        this(null, null);
    }

    @Inject
    @SuppressWarnings("NullAway.Init") // timers comes from the container
    public QueuedPromptSweep(Sweeper sweeper, PromptCourier prompts) {
        this.sweeper = sweeper;
        this.prompts = prompts;
    }

    @PostConstruct
    void schedule() {
        sweeper.schedule(timers, NAME);
    }

    @Timeout
    @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
    void sweep() {
        sweeper.run(NAME, now -> Sweeper.Batch.last(prompts.deliverQueued(now, BATCH_SIZE)));
    }
}
