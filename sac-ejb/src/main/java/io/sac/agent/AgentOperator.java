package io.sac.agent;

import io.micrometer.core.instrument.MeterRegistry;
import io.sac.sandbox.SidecarAddress;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out what is wanted of agents, outside any transaction: one run for each agent at a time, which goes on until
 * nothing is open. What a crash of this server leaves undone is found by {@link #repairIntents}.
 */
@ApplicationScoped
public class AgentOperator {
    private static final Logger LOG = LoggerFactory.getLogger(AgentOperator.class);
    private static final Duration GRACE = Duration.ofSeconds(10);
    private static final Duration CHECK_EVERY = Duration.ofSeconds(10);

    private final AgentIntents intents;
    private final AgentRuntime runtime;
    private final MeterRegistry meters;
    private final String holder = UUID.randomUUID().toString();
    private final Map<Long, Run> runs = new ConcurrentHashMap<>();

    @Resource
    ManagedScheduledExecutorService executor;

    @Inject
    @SuppressWarnings("NullAway.Init") // the executor comes from the container
    public AgentOperator(AgentIntents intents, AgentRuntime runtime, MeterRegistry meters) {
        this.intents = intents;
        this.runtime = runtime;
        this.meters = meters;
    }

    @SuppressWarnings("NullAway") // the proxy of an application scoped bean wants it
    protected AgentOperator() {
        this(null, null, null);
    }

    void intended(@Observes(during = TransactionPhase.AFTER_SUCCESS) AgentIntended event) {
        submit(event.agentId());
    }

    void exited(@ObservesAsync SidecarExited event) {
        checkNow(event.agentId(), false);
    }

    /** Looks for something to do for this agent, soon and on another thread. */
    public void submit(long agentId) {
        Run run = runs.computeIfAbsent(agentId, Run::new);
        if (run.poke()) {
            try {
                executor.execute(run);
            } catch (RejectedExecutionException e) {
                LOG.debug("agent {}: left to the sweep, the server is stopping", agentId);
            }
        }
    }

    private void submitLater(long agentId, Duration delay) {
        executor.schedule(() -> submit(agentId), delay.toMillis() + 5, TimeUnit.MILLISECONDS);
    }

    /** Carries out what was recorded and, because a server died, not done; returns how many were taken up. */
    public int repairIntents(Instant now, int limit) {
        int found = 0;
        for (long agentId : intents.due(now, limit)) {
            submit(agentId);
            found++;
        }
        for (long agentId : intents.dueRemovals(now, Math.max(1, limit - found))) {
            submit(agentId);
            found++;
        }
        return found;
    }

    /**
     * Finds ready agents whose sidecar has died and starts them again, and sidecars whose agent is gone and stops
     * those, leaving their files; returns how many it found.
     */
    public int detectDeadSidecars(Instant now, int limit) {
        int found = 0;
        for (AgentIntents.Check check : intents.toCheck(now.minus(CHECK_EVERY), now, limit)) {
            found += checkNow(check.agentId(), check.silent()) ? 1 : 0;
        }
        for (long agentId : strays()) {
            LOG.info("agent {}: its sandbox runs and nobody knows it, so it is stopped", agentId);
            runtime.stop(agentId, GRACE);
            found++;
        }
        return found;
    }

    private Set<Long> strays() {
        Set<Long> strays = intents.unknown(runtime.running());
        strays.removeIf(
                agentId -> runs.containsKey(agentId) || intents.removal(agentId).isPresent());
        return strays;
    }

    private boolean checkNow(long agentId, boolean silent) {
        boolean gone = runtime.locate(agentId).isEmpty();
        if (gone) {
            intents.died(
                    agentId,
                    new Reason(
                            "crashed",
                            "The agent stopped unexpectedly and could not be kept running. Try to start it again.",
                            Reason.RETRY,
                            null));
        } else if (silent) {
            intents.died(
                    agentId,
                    new Reason(
                            "silent",
                            "The agent does not answer any more and could not be revived. Try to start it again.",
                            Reason.RETRY,
                            null));
        }
        return gone || silent;
    }

    /** After a start of the server: agents that ran on are greeted, those that ended meanwhile are started again. */
    public void adopt(Instant now) {
        if (!runtime.capabilities().sharedByServers()) {
            // Whoever held a lease here was an earlier life of this server.
            intents.releaseLeases();
        }
        for (AgentIntents.Check check : intents.toCheck(now, now, Integer.MAX_VALUE)) {
            Optional<SidecarAddress> address = runtime.locate(check.agentId());
            address.ifPresentOrElse(
                    found -> {
                        LOG.info("agent {}: adopted at port {}", check.agentId(), found.port());
                        intents.foundAgain(check.agentId(), found);
                    },
                    () -> intents.wentDown(check.agentId()));
        }
        repairIntents(now, Integer.MAX_VALUE);
    }

    private boolean actOnce(Run run) {
        Optional<AgentIntents.Removal> removal = intents.removal(run.agentId);
        if (removal.isPresent()) {
            remove(removal.get());
            return false;
        }
        Optional<AgentIntents.Work> work = intents.claim(run.agentId, holder);
        if (work.isEmpty()) {
            intents.waitsFor(run.agentId).ifPresent(delay -> submitLater(run.agentId, delay));
            return false;
        }
        run.current = work.get().intent();
        act(run, work.get());
        return true;
    }

    private void act(Run run, AgentIntents.Work work) {
        AgentSpec spec = work.spec();
        long start = System.nanoTime();
        try {
            if (spec == null || work.stopFirst()) {
                runtime.stop(work.agentId(), GRACE);
            }
            if (spec == null) {
                intents.becameStopped(work.agentId(), work.intent());
            } else {
                SidecarAddress address = runtime.start(spec, new Progress(run, work));
                intents.becameReady(work.agentId(), work.intent(), address);
                Duration time = Duration.ofNanos(System.nanoTime() - start);
                measure("ready", time);
                LOG.info("agent {}: ready in {} ms", work.agentId(), time.toMillis());
            }
        } catch (StartCancelledException e) {
            LOG.info("agent {}: its start was cancelled", work.agentId());
        } catch (AgentStartException e) {
            LOG.warn("agent {}: {}", work.agentId(), e.reason().message(), e.getCause());
            measure("failed", Duration.ofNanos(System.nanoTime() - start));
            intents.becameFailed(work.agentId(), work.intent(), e.reason());
        } catch (RuntimeException e) {
            LOG.error("agent {}: cannot be {}", work.agentId(), spec == null ? "stopped" : "started", e);
            intents.becameFailed(
                    work.agentId(),
                    work.intent(),
                    new Reason(
                            "internal",
                            "Something went wrong in SAC while it " + (spec == null ? "stopped" : "started")
                                    + " the agent. Try again; if it stays so, ask an administrator for the server's log.",
                            Reason.RETRY,
                            null));
        }
    }

    private void measure(String outcome, Duration time) {
        meters.timer("sac.agent.start", "outcome", outcome).record(time);
    }

    private void remove(AgentIntents.Removal removal) {
        try {
            runtime.delete(removal.agentId(), removal.withFiles());
            intents.removed(removal.agentId());
            LOG.info("agent {}: removed", removal.agentId());
        } catch (RuntimeException e) {
            LOG.warn("agent {}: not removed yet, it will be tried again", removal.agentId(), e);
            intents.removalFailed(removal.agentId());
        }
    }

    /** The work for one agent: at most one thread is in it, and it looks again when it was poked meanwhile. */
    private final class Run implements Runnable {
        private final long agentId;
        private boolean active;
        private boolean again;
        private volatile long current;

        Run(long agentId) {
            this.agentId = agentId;
        }

        /** True when the caller must put it on a thread. */
        synchronized boolean poke() {
            again = true;
            if (active) {
                return false;
            }
            active = true;
            return true;
        }

        private synchronized boolean goOn() {
            if (again) {
                again = false;
                return true;
            }
            active = false;
            runs.remove(agentId, this);
            return false;
        }

        synchronized boolean poked() {
            return again;
        }

        @Override
        public void run() {
            while (goOn()) {
                try {
                    while (actOnce(this)) {
                        LOG.debug("agent {}: intent {} done", agentId, current);
                    }
                } catch (RuntimeException e) {
                    LOG.error("agent {}: left to the sweep", agentId, e);
                }
            }
        }
    }

    /** Writes stages down as they come, percentages not more than a few times a second. */
    private final class Progress implements StageListener {
        private static final long SHORTEST_NANOS = 250_000_000;

        private final Run run;
        private final AgentIntents.Work work;
        private @Nullable StageId stage;
        private @Nullable Integer percent;
        private long writtenAt;
        private volatile boolean superseded;

        Progress(Run run, AgentIntents.Work work) {
            this.run = run;
            this.work = work;
        }

        @Override
        public synchronized void at(StageId reached, @Nullable Integer done, @Nullable String message) {
            boolean same = reached == stage;
            if (same && (Objects.equals(done, percent) || System.nanoTime() - writtenAt < SHORTEST_NANOS)) {
                return;
            }
            stage = reached;
            percent = done;
            superseded |= !intents.reached(work.agentId(), work.intent(), reached, done, message);
            writtenAt = System.nanoTime();
        }

        @Override
        public boolean cancelled() {
            if (!superseded && run.poked()) {
                superseded = !intents.isCurrent(work.agentId(), work.intent());
            }
            return superseded;
        }
    }
}
