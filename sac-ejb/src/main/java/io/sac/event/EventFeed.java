package io.sac.event;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.sac.access.Principal;
import io.sac.problem.ProblemType;
import io.sac.problem.SacException;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All open streams of this server and the few threads that serve them together. A hint, an outlet that can take more,
 * or the slow tick wakes a user; a worker then reads what is new from the database and hands it to that user's streams.
 * No stream has a thread, and none keeps more than its outlet takes: whoever is slow reads on from the database.
 */
@ApplicationScoped
public class EventFeed implements EventBus.Listener {
    private static final Logger LOG = LoggerFactory.getLogger(EventFeed.class);
    private static final int WORKERS = 2;

    @Resource
    ManagedScheduledExecutorService managedExecutor;

    private final EventReader events;
    private final EventBus bus;
    private final ReaderCheck readers;
    private final EventSettings settings;
    private final MeterRegistry meters;

    private final Object lock = new Object();
    private final Map<Long, Set<EventSubscription>> open = new HashMap<>();
    private final Set<Long> woken = new LinkedHashSet<>();
    private final Set<Long> served = new HashSet<>();
    private int workers;
    private @Nullable Executor executor;
    private EventBus.@Nullable Subscription hints;

    @Inject
    @SuppressWarnings("NullAway.Init") // managedExecutor comes from the container
    public EventFeed(
            EventReader events, EventBus bus, ReaderCheck readers, EventSettings settings, MeterRegistry meters) {
        this.events = events;
        this.meters = meters;
        this.bus = bus;
        this.readers = readers;
        this.settings = settings;
    }

    @SuppressWarnings("NullAway") // the proxy of an application scoped bean wants it
    protected EventFeed() {
        this(null, null, null, null, null);
    }

    @PostConstruct
    void start() {
        Gauge.builder("sac.event.streams", this, EventFeed::size).register(meters);
        start(managedExecutor);
    }

    void start(ScheduledExecutorService executor) {
        this.executor = executor;
        hints = bus.listen(this);
        long tick = settings.tick().toMillis();
        executor.scheduleWithFixedDelay(this::tick, tick, tick, TimeUnit.MILLISECONDS);
        long life = settings.keepAlive().toMillis();
        executor.scheduleWithFixedDelay(this::signsOfLife, life, life, TimeUnit.MILLISECONDS);
    }

    @PreDestroy
    void stop() {
        if (hints != null) {
            hints.close();
        }
        subscriptions().forEach(EventSubscription::end);
    }

    /**
     * Opens a stream that begins after what the reader has seen last, or now if nothing is said. What is no longer
     * kept, or lies in the future because an older state was restored, is answered with one reset.
     */
    public EventSubscription open(
            Principal reader, @Nullable String lastSeen, Predicate<Event> wanted, EventOutlet outlet) {
        long user = reader.userId();
        Map<Long, EventStore.Bounds> bounds = events.bounds(List.of(user, Event.EVERYBODY));
        EventStore.Bounds own = bounds.getOrDefault(user, EventStore.Bounds.NONE);
        EventStore.Bounds shared = bounds.getOrDefault(Event.EVERYBODY, EventStore.Bounds.NONE);
        Optional<EventPosition> asked = EventPosition.parse(lastSeen);
        Optional<EventPosition> known =
                asked.filter(position -> own.reaches(position.own()) && shared.reaches(position.shared()));
        EventPosition from = known.orElse(new EventPosition(own.last(), shared.last()));
        var subscription = new EventSubscription(this, reader, from, wanted, outlet);
        add(subscription);
        subscription.begin(lastSeen != null && known.isEmpty());
        wake(user);
        return subscription;
    }

    /** How many streams are open on this server. */
    public int size() {
        synchronized (lock) {
            return open.values().stream().mapToInt(Set::size).sum();
        }
    }

    @Override
    public void hinted(long stream) {
        if (stream == Event.EVERYBODY) {
            users().forEach(this::wake);
        } else {
            wake(stream);
        }
    }

    @Override
    public void missed() {
        users().forEach(this::wake);
    }

    void wake(long user) {
        synchronized (lock) {
            if (!open.containsKey(user)) {
                return;
            }
            woken.add(user);
            if (workers == WORKERS || executor == null) {
                return;
            }
            workers++;
            executor.execute(this::work);
        }
    }

    void remove(EventSubscription subscription) {
        synchronized (lock) {
            Set<EventSubscription> mine = open.get(subscription.userId());
            if (mine != null && mine.remove(subscription) && mine.isEmpty()) {
                open.remove(subscription.userId());
            }
        }
    }

    private void add(EventSubscription subscription) {
        synchronized (lock) {
            Set<EventSubscription> mine = open.computeIfAbsent(subscription.userId(), user -> new LinkedHashSet<>());
            if (mine.size() < settings.streamsPerUser()) {
                mine.add(subscription);
                return;
            }
        }
        throw new SacException(
                ProblemType.TOO_MANY_REQUESTS, "You have too many windows open at once. Close some and try again.");
    }

    private void work() {
        for (Long user = next(); user != null; user = next()) {
            try {
                serve(user);
            } catch (RuntimeException e) {
                // The tick wakes this user again; the database may be away for a moment.
                LOG.warn("events of user {} cannot be read at the moment: {}", user, e.getMessage());
            } finally {
                synchronized (lock) {
                    served.remove(user);
                }
            }
        }
    }

    private @Nullable Long next() {
        synchronized (lock) {
            for (Long user : woken) {
                if (served.add(user)) {
                    woken.remove(user);
                    return user;
                }
            }
            workers--;
            return null;
        }
    }

    private void serve(long user) {
        List<EventSubscription> mine;
        synchronized (lock) {
            mine = List.copyOf(open.getOrDefault(user, Set.of()));
        }
        for (EventSubscription subscription : mine) {
            subscription.advance(user, events);
            subscription.advance(Event.EVERYBODY, events);
        }
    }

    /** Finds what no hint has told. */
    void tick() {
        try {
            Set<Long> streams = new HashSet<>(users());
            if (streams.isEmpty()) {
                return;
            }
            streams.add(Event.EVERYBODY);
            Map<Long, EventStore.Bounds> bounds = events.bounds(streams);
            for (EventSubscription subscription : subscriptions()) {
                EventPosition position = subscription.position();
                if (last(bounds, subscription.userId()) != position.own()
                        || last(bounds, Event.EVERYBODY) != position.shared()) {
                    wake(subscription.userId());
                }
            }
        } catch (RuntimeException e) {
            LOG.warn("event tick: {}", e.getMessage());
        }
    }

    /** Keeps idle streams alive and ends those whose reader has signed out. */
    void signsOfLife() {
        try {
            List<EventSubscription> all = subscriptions();
            Set<UUID> logins = new HashSet<>();
            for (EventSubscription subscription : all) {
                UUID login = subscription.loginSession();
                if (login != null) {
                    logins.add(login);
                }
            }
            Set<UUID> alive = logins.isEmpty() ? Set.of() : readers.alive(logins);
            for (EventSubscription subscription : all) {
                UUID login = subscription.loginSession();
                if (login == null || alive.contains(login)) {
                    subscription.signOfLife();
                } else {
                    subscription.end();
                }
            }
        } catch (RuntimeException e) {
            LOG.warn("event streams: {}", e.getMessage());
        }
    }

    private static long last(Map<Long, EventStore.Bounds> bounds, long stream) {
        return bounds.getOrDefault(stream, EventStore.Bounds.NONE).last();
    }

    private Collection<Long> users() {
        synchronized (lock) {
            return List.copyOf(open.keySet());
        }
    }

    private List<EventSubscription> subscriptions() {
        synchronized (lock) {
            List<EventSubscription> all = new ArrayList<>();
            open.values().forEach(all::addAll);
            return all;
        }
    }
}
