package io.sac.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import io.sac.maintenance.Sweeper;
import io.sac.maintenance.Sweeper.Batch;
import io.sac.platform.Adapter;
import io.sac.sweep.SweepRun;
import io.sac.sweep.SweepRuns;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.inject.Any;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.EnterpriseArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Every sweep is on a timer, works outside of transactions and on one replica at a time, and says how it went. */
@ExtendWith(ArquillianExtension.class)
class TimersArquillianIT {
    @Inject
    Sweeper sweeper;

    @Inject
    SweepRuns runs;

    @Inject
    @Any
    @Adapter("witness")
    WitnessRuntime runtime;

    @Resource(lookup = "java:comp/DefaultManagedExecutorService")
    ManagedExecutorService executor;

    @Deployment
    static EnterpriseArchive sac() {
        return Deployments.sac();
    }

    @Test
    void everySweepShouldRunByItsTimerAndRecordIt() {
        Set<String> missing = new TreeSet<>(Sweeps.names());

        await(() -> {
            missing.removeAll(recorded().keySet());
            return missing.isEmpty();
        });

        assertThat(missing).isEmpty();
        assertThat(Sweeps.names()).hasSizeGreaterThanOrEqualTo(13);
        for (String name : Sweeps.names()) {
            SweepRun run = recorded().get(name);
            assertThat(run.lastError()).as(name).isNull();
            assertThat(run.lastFinishedAt()).as(name).isAfterOrEqualTo(run.lastStartedAt());
        }
    }

    @Test
    void sweepsShouldAskRuntimesOutsideOfTransactions() {
        await(() -> runtime.calls().contains("running"));

        assertThat(runtime.calls()).contains("running");
        assertThat(runtime.callsInTransaction()).isEmpty();
    }

    @Test
    void ofTwoAtOnceOneShouldWork() throws Exception {
        CountDownLatch working = new CountDownLatch(1);
        CountDownLatch enough = new CountDownLatch(1);
        AtomicInteger batches = new AtomicInteger();
        Future<?> first = executor.submit(() -> sweeper.run("wiring-lock", now -> {
            batches.incrementAndGet();
            working.countDown();
            awaitLatch(enough);
            return Batch.last(3);
        }));
        awaitLatch(working);

        sweeper.run("wiring-lock", now -> {
            batches.incrementAndGet();
            return Batch.last(5);
        });
        enough.countDown();
        first.get(20, TimeUnit.SECONDS);

        assertThat(batches).hasValue(1);
        assertThat(recorded().get("wiring-lock").lastCount()).isEqualTo(3);
        sweeper.run("wiring-lock", now -> Batch.last(7));
        assertThat(recorded().get("wiring-lock").lastCount()).isEqualTo(7);
    }

    @Test
    void longSweepShouldGoOnInBatchesAndStopAtItsMost() {
        AtomicInteger batches = new AtomicInteger();

        sweeper.run("wiring-batches", now -> Batch.of(batches.incrementAndGet() < 4 ? 10 : 2, 10));
        assertThat(batches).hasValue(4);
        assertThat(recorded().get("wiring-batches").lastCount()).isEqualTo(32);

        batches.set(0);
        sweeper.run("wiring-batches", now -> Batch.of(10 + 0 * batches.incrementAndGet(), 10));
        assertThat(batches).hasValue(100);
    }

    @Test
    void failureShouldBeRecordedAndForgottenByTheNextSuccess() {
        sweeper.run("wiring-failure", now -> {
            throw new IllegalStateException("the store is away");
        });
        assertThat(recorded().get("wiring-failure").lastError()).contains("the store is away");

        sweeper.run("wiring-failure", now -> Batch.last(1));
        assertThat(recorded().get("wiring-failure").lastError()).isNull();
    }

    private Map<String, SweepRun> recorded() {
        return runs.list().stream().collect(Collectors.toMap(SweepRun::name, Function.identity()));
    }

    private static void awaitLatch(CountDownLatch latch) {
        try {
            if (!latch.await(20, TimeUnit.SECONDS)) {
                throw new AssertionError("nobody came");
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(45).toNanos();
        while (!condition.getAsBoolean() && System.nanoTime() < deadline) {
            try {
                Thread.sleep(50);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }
}
