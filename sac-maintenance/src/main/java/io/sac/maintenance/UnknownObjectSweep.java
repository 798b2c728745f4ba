package io.sac.maintenance;

import io.sac.objectstore.ObjectKey;
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
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Removes objects that no row remembers, as after a restored backup. */
@Singleton
@Startup
public class UnknownObjectSweep {
    private static final String NAME = "unknown-objects";
    private static final int BATCH_SIZE = 1000;

    private final Sweeper sweeper;
    private final OutputSweep output;

    @Resource
    TimerService timers;

    @SuppressWarnings("NullAway") // Liberty wants a public no-arg constructor on session beans: CNTR5007E
    public UnknownObjectSweep() {
        this(null, null);
    }

    @Inject
    @SuppressWarnings("NullAway.Init") // timers comes from the container
    public UnknownObjectSweep(Sweeper sweeper, OutputSweep output) {
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
        var position = new AtomicReference<@Nullable ObjectKey>();
        sweeper.run(NAME, now -> {
            OutputSweep.Page page = output.removeUnknownObjects(now, position.get(), BATCH_SIZE);
            position.set(page.next());
            return new Sweeper.Batch(page.removed(), page.next() != null);
        });
    }
}
