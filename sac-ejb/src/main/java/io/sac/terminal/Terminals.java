package io.sac.terminal;

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
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.eclipse.microprofile.metrics.annotation.Gauge;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All terminals that are open on this server. */
@ApplicationScoped
public class Terminals {
    private static final Logger LOG = LoggerFactory.getLogger(Terminals.class);
    private static final int CHECK_SECONDS = 10;
    private static final int COME_AGAIN = 1012;

    @Resource
    ManagedThreadFactory threads;

    @Resource
    ManagedScheduledExecutorService executor;

    private final TerminalSettings settings;
    private final Map<TerminalRelay, Long> open = new ConcurrentHashMap<>();
    private final AtomicLong opened = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final AtomicLong pastFromAgent = new AtomicLong();
    private final AtomicLong pastFromViewer = new AtomicLong();
    private final AtomicBoolean stopping = new AtomicBoolean();

    @Inject
    @SuppressWarnings("NullAway.Init") // the threads come from the container
    public Terminals(TerminalSettings settings) {
        this.settings = settings;
    }

    @SuppressWarnings("NullAway") // for the client proxy
    protected Terminals() {
        this(null);
    }

    @PostConstruct
    void start() {
        executor.scheduleWithFixedDelay(this::cutStuck, CHECK_SECONDS, CHECK_SECONDS, TimeUnit.SECONDS);
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
        long mine = open.values().stream().filter(user -> user == userId).count();
        if (mine >= settings.connectionsPerUser()) {
            refused.incrementAndGet();
            throw new SacException(
                    ProblemType.TOO_MANY_REQUESTS, "You have too many terminals open. Close some and try again.");
        }
    }

    TerminalRelay start(long userId, TerminalClient client, SidecarSocket upstream) {
        var relay = new TerminalRelay(client, upstream, this::ended);
        open.put(relay, userId);
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
        var relay = new TerminalRelay(client, upstream, nothing);
        threads.newThread(relay).start();
        return relay;
    }

    @Gauge(name = "sac_terminal_connections", absolute = true, unit = "none", description = "Open terminals")
    public int connections() {
        return open.size();
    }

    @Gauge(
            name = "sac_terminal_opened",
            absolute = true,
            unit = "none",
            description = "Terminals opened since the start")
    public long opened() {
        return opened.get();
    }

    @Gauge(name = "sac_terminal_refused", absolute = true, unit = "none", description = "Terminals refused as too many")
    public long refused() {
        return refused.get();
    }

    @Gauge(name = "sac_terminal_output", absolute = true, unit = "bytes", description = "Bytes relayed from agents")
    public long bytesFromAgents() {
        return pastFromAgent.get()
                + open.keySet().stream()
                        .mapToLong(TerminalRelay::bytesFromAgent)
                        .sum();
    }

    @Gauge(name = "sac_terminal_input", absolute = true, unit = "bytes", description = "Bytes relayed from viewers")
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
}
