package io.sac.terminal;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.sac.access.Principal;
import io.sac.account.SignIns;
import io.sac.problem.ProblemType;
import io.sac.problem.SacException;
import io.sac.sandbox.SidecarSocket;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.IntUnaryOperator;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All terminals that are open on this server. */
@ApplicationScoped
public class Terminals {
    private static final Logger LOG = LoggerFactory.getLogger(Terminals.class);
    private static final int CHECK_SECONDS = 10;
    private static final int SIGN_IN_CHECK_SECONDS = 3;
    private static final int COME_AGAIN = 1012;

    @Resource
    ManagedThreadFactory threads;

    @Resource
    ManagedScheduledExecutorService executor;

    private final TerminalSettings settings;
    private final SignIns signIns;
    private final MeterRegistry meters;
    private final Map<TerminalRelay, Principal> open = new ConcurrentHashMap<>();
    private final AtomicLong opened = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final AtomicLong pastFromAgent = new AtomicLong();
    private final AtomicLong pastFromViewer = new AtomicLong();
    private final AtomicBoolean stopping = new AtomicBoolean();

    @Inject
    @SuppressWarnings("NullAway.Init") // the threads come from the container
    public Terminals(TerminalSettings settings, SignIns signIns, MeterRegistry meters) {
        this.settings = settings;
        this.signIns = signIns;
        this.meters = meters;
    }

    @SuppressWarnings("NullAway") // for the client proxy
    protected Terminals() {
        this(null, null, null);
    }

    @PostConstruct
    void start() {
        Gauge.builder("sac.terminal.connections", this, Terminals::connections).register(meters);
        FunctionCounter.builder("sac.terminal.opened", this, Terminals::opened).register(meters);
        FunctionCounter.builder("sac.terminal.refused", this, Terminals::refused)
                .register(meters);
        FunctionCounter.builder("sac.terminal.output.bytes", this, Terminals::bytesFromAgents)
                .register(meters);
        FunctionCounter.builder("sac.terminal.input.bytes", this, Terminals::bytesFromViewers)
                .register(meters);
        executor.scheduleWithFixedDelay(this::cutStuck, CHECK_SECONDS, CHECK_SECONDS, TimeUnit.SECONDS);
        executor.scheduleWithFixedDelay(
                this::cutSignedOut, SIGN_IN_CHECK_SECONDS, SIGN_IN_CHECK_SECONDS, TimeUnit.SECONDS);
    }

    /** Tells every viewer to come again: another server, or this one in a moment, has its session. */
    @PreDestroy
    public void stop() {
        if (stopping.compareAndSet(false, true)) {
            open.keySet().forEach(relay -> relay.end(COME_AGAIN, "the server restarts"));
        }
    }

    /** Refuses when the user looks at as many terminals as one may. */
    void requireRoom(long userId) {
        if (stopping.get()) {
            throw new SacException(ProblemType.AGENT_UNREACHABLE, "The server restarts.");
        }
        long mine = open.values().stream()
                .filter(viewer -> viewer.userId() == userId)
                .count();
        if (mine >= settings.connectionsPerUser()) {
            refused.incrementAndGet();
            throw new SacException(
                    ProblemType.TOO_MANY_REQUESTS, "You have too many terminals open. Close some and try again.");
        }
    }

    TerminalRelay start(Principal viewer, TerminalClient client, SidecarSocket upstream, IntUnaryOperator agentSaid) {
        var relay = new TerminalRelay(client, upstream, agentSaid, this::ended);
        open.put(relay, viewer);
        opened.incrementAndGet();
        threads.newThread(relay).start();
        if (stopping.get()) {
            relay.end(COME_AGAIN, "the server restarts");
        }
        return relay;
    }

    /** A relay that nobody looks at and nobody counts. */
    TerminalRelay rehearse(TerminalClient client, SidecarSocket upstream) {
        Consumer<TerminalRelay> nothing = relay -> {};
        var relay = new TerminalRelay(client, upstream, IntUnaryOperator.identity(), nothing);
        threads.newThread(relay).start();
        return relay;
    }

    /** Open terminals. */
    public int connections() {
        return open.size();
    }

    /** Terminals opened since the start. */
    public long opened() {
        return opened.get();
    }

    /** Terminals refused because their user had too many. */
    public long refused() {
        return refused.get();
    }

    /** Bytes relayed to viewers. */
    public long bytesFromAgents() {
        return pastFromAgent.get()
                + open.keySet().stream()
                        .mapToLong(TerminalRelay::bytesFromAgent)
                        .sum();
    }

    /** Bytes relayed to agents. */
    public long bytesFromViewers() {
        return pastFromViewer.get()
                + open.keySet().stream()
                        .mapToLong(TerminalRelay::bytesFromViewer)
                        .sum();
    }

    private void ended(TerminalRelay relay) {
        if (open.remove(relay) != null) {
            pastFromAgent.addAndGet(relay.bytesFromAgent());
            pastFromViewer.addAndGet(relay.bytesFromViewer());
        }
    }

    /** A viewer whose network died takes nothing, and its relay cannot look after it: it sits in the write. */
    private void cutStuck() {
        for (TerminalRelay relay : open.keySet()) {
            if (relay.stuck()) {
                LOG.info("a viewer took nothing for a minute and is cut");
                executor.execute(() -> relay.end(COME_AGAIN, "the viewer takes nothing"));
            }
        }
    }

    /** Signing out, or being signed out by a new password, closes the terminals that were opened in that sign-in. */
    private void cutSignedOut() {
        try {
            Set<UUID> logins = open.values().stream()
                    .map(Principal::loginSession)
                    .filter(Objects::nonNull)
                    .collect(Collectors.toSet());
            Set<UUID> alive = logins.isEmpty() ? Set.of() : signIns.alive(logins);
            open.forEach((relay, viewer) -> {
                if (viewer.loginSession() != null && !alive.contains(viewer.loginSession())) {
                    executor.execute(() ->
                            relay.end(ProblemType.SESSION_EXPIRED.closeCode(), ProblemType.SESSION_EXPIRED.title()));
                }
            });
        } catch (RuntimeException e) {
            LOG.warn("the sign-ins behind terminals cannot be checked at the moment: {}", e.getMessage());
        }
    }
}
