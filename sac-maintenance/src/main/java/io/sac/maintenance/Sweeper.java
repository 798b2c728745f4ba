package io.sac.maintenance;

import io.micrometer.core.instrument.MeterRegistry;
import io.sac.sweep.SweepLock;
import io.sac.sweep.SweepRuns;
import jakarta.ejb.TimerConfig;
import jakarta.ejb.TimerService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.eclipse.microprofile.config.Config;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a sweep: on one replica at a time, batch after batch until one is short or it has done enough for once, with one
 * line in the log and a record of how it went. A failure is told there and tried again at the next turn.
 */
@ApplicationScoped
public class Sweeper {
    private static final Logger LOG = LoggerFactory.getLogger(Sweeper.class);
    private static final int MAX_BATCHES = 100;
    private static final Duration FIRST = Duration.ofSeconds(20);

    /** An idle turn is written down only now and then. */
    private static final Duration RECORD_IDLE = Duration.ofMinutes(1);

    private final SweepLock lock;
    private final SweepRuns runs;
    private final Config config;
    private final MeterRegistry meters;
    private final Clock clock;
    private final Map<String, Instant> recorded = new ConcurrentHashMap<>();

    /** Sweeps hold a connection each for their lock; people's requests must always find one. */
    private final Semaphore turns = new Semaphore(2, true);

    @SuppressWarnings("NullAway") // for the client proxy
    protected Sweeper() {
        this(null, null, null, null, null);
    }

    @Inject
    public Sweeper(SweepLock lock, SweepRuns runs, Config config, MeterRegistry meters, Clock clock) {
        this.lock = lock;
        this.runs = runs;
        this.config = config;
        this.meters = meters;
        this.clock = clock;
    }

    /** One bounded piece of a sweep: how much it did, and whether there may be more. */
    public record Batch(long count, boolean more) {
        /** What a method did that was asked for at most {@code limit}. */
        public static Batch of(int count, int limit) {
            return new Batch(count, count >= limit);
        }

        /** All there was to do this time. */
        public static Batch last(int count) {
            return new Batch(count, false);
        }
    }

    /** Does one batch. */
    @FunctionalInterface
    public interface Work {
        Batch batch(Instant now);
    }

    /** Has the timer go off as often as {@code sac.sweep.<name>.interval} says. */
    public void schedule(TimerService timers, String name) {
        Duration interval = config.getValue("sac.sweep." + name + ".interval", Duration.class);
        long first = interval.compareTo(FIRST) < 0 ? interval.toMillis() : FIRST.toMillis();
        timers.createIntervalTimer(first, interval.toMillis(), new TimerConfig(name + " sweep", false));
    }

    /** Runs the sweep once, if no other replica does. */
    public void run(String name, Work work) {
        if (!takeTurn()) {
            return;
        }
        Instant start = clock.instant();
        try {
            lock.ifFree(name, () -> runLocked(name, work, start));
        } catch (RuntimeException e) {
            measure(name, "failed", start);
            LOG.error("{} sweep: failed after {}ms", name, millisSince(start), e);
            recordFailure(name, start, e);
        } finally {
            turns.release();
        }
    }

    private void runLocked(String name, Work work, Instant start) {
        long count = 0;
        Batch batch = new Batch(0, true);
        for (int batches = 0; batch.more() && batches < MAX_BATCHES; batches++) {
            batch = work.batch(clock.instant());
            count += batch.count();
        }
        measure(name, "ok", start);
        meters.counter("sac.sweep.done", "sweep", name).increment(count);
        if (count > 0) {
            LOG.info("{} sweep: {} in {}ms", name, count, millisSince(start));
        } else {
            LOG.debug("{} sweep: nothing in {}ms", name, millisSince(start));
        }
        Instant before = recorded.get(name);
        if (count > 0 || before == null || before.plus(RECORD_IDLE).isBefore(start)) {
            runs.finished(name, start, clock.instant(), count);
            recorded.put(name, start);
        }
    }

    private void measure(String name, String outcome, Instant start) {
        meters.timer("sac.sweep.run", "sweep", name, "outcome", outcome)
                .record(Duration.between(start, clock.instant()));
    }

    private boolean takeTurn() {
        try {
            turns.acquire();
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void recordFailure(String name, Instant start, RuntimeException failure) {
        try {
            runs.failed(name, start, clock.instant(), String.valueOf(failure.getMessage()));
            recorded.remove(name);
        } catch (RuntimeException e) {
            LOG.debug("{} sweep: its failure could not be recorded", name, e);
        }
    }

    private long millisSince(Instant start) {
        return Duration.between(start, clock.instant()).toMillis();
    }
}
