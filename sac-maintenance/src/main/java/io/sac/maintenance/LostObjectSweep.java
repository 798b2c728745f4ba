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

/** Finds files whose bytes the object store has lost; their sandboxes send them again. */
@Singleton
@Startup
public class LostObjectSweep {
    private static final String NAME = "lost-objects";
    private static final int BATCH_SIZE = 500;

    private final Sweeper sweeper;
    private final OutputSweep output;

    @Resource
    TimerService timers;

    @SuppressWarnings("NullAway") // Liberty wants a public no-arg constructor on session beans: CNTR5007E
    public LostObjectSweep() {
        this(null, null);
    }

    @Inject
    @SuppressWarnings("NullAway.Init") // timers comes from the container
    public LostObjectSweep(Sweeper sweeper, OutputSweep output) {
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
            OutputSweep.Page page = output.removeRowsWithoutObjects(position.get(), BATCH_SIZE);
            position.set(page.next());
            return new Sweeper.Batch(page.removed(), page.next() != null);
        });
    }
}
