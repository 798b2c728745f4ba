package io.sac.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sac.access.Principal;
import io.sac.access.Role;
import io.sac.event.memory.MemoryEventBus;
import io.sac.problem.SacException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EventFeedTest {
    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
    private static final long ALICE = 7;
    private static final UUID LOGIN = UUID.randomUUID();

    private final FakeEventStore store = new FakeEventStore();
    private final MemoryEventBus bus = new MemoryEventBus();
    private final Set<UUID> alive = new java.util.HashSet<>(Set.of(LOGIN));
    private final ScheduledExecutorService executor = Executors.newScheduledThreadPool(3);
    private EventFeed feed;

    @BeforeEach
    void start() {
        var settings = new EventSettings("memory", 2, Duration.ofDays(1), Duration.ofDays(1));
        feed = new EventFeed(new EventReader(store, name -> true, null), bus, logins -> alive, settings, null);
        feed.start(executor);
    }

    @AfterEach
    void stop() {
        executor.shutdownNow();
    }

    @Test
    void newStreamShouldBeginNow() {
        store.add(ALICE, 3);
        var outlet = new FakeOutlet();
        feed.open(reader(ALICE), null, event -> true, outlet);

        store.add(ALICE, 1);
        bus.hint(List.of(ALICE));

        await(() -> outlet.lines().size() == 2);
        assertThat(outlet.lines()).containsExactly("at 3-0", "4-0");
    }

    @Test
    void returningReaderShouldGetExactlyWhatItMissed() {
        store.add(ALICE, 450);
        store.add(Event.EVERYBODY, 2);
        var outlet = new FakeOutlet();

        feed.open(reader(ALICE), "100-1", event -> true, outlet);

        await(() -> outlet.lines().size() == 352);
        assertThat(outlet.lines().subList(1, 351))
                .containsExactlyElementsOf(LongStream.rangeClosed(101, 450)
                        .mapToObj(id -> id + "-1")
                        .toList());
        assertThat(outlet.lines().getLast()).isEqualTo("450-2");
    }

    @Test
    void idsThatAreNotKeptOrLieAheadOrAreNoneShouldReset() {
        store.add(ALICE, 10);
        store.removed.put(ALICE, 5L);

        for (String asked : List.of("4-0", "11-0", "7-1", "nonsense", "", "-1-0")) {
            var outlet = new FakeOutlet();
            feed.open(reader(ALICE), asked, event -> true, outlet).close();
            assertThat(outlet.lines()).as(asked).containsExactly("reset 10-0");
        }
        var outlet = new FakeOutlet();
        feed.open(reader(ALICE), "5-0", event -> true, outlet);
        await(() -> outlet.lines().size() == 6);
    }

    @Test
    void otherUsersEventsShouldNotShow() {
        var outlet = new FakeOutlet();
        feed.open(reader(ALICE), null, event -> true, outlet);

        store.add(8, 5);
        bus.hint(List.of(8L));
        store.add(ALICE, 1);
        bus.hint(List.of(ALICE));

        await(() -> outlet.lines().size() == 2);
        assertThat(outlet.lines()).containsExactly("at 0-0", "1-0");
    }

    @Test
    void unwantedEventsShouldMoveThePositionAndNothingElse() {
        var outlet = new FakeOutlet();
        feed.open(reader(ALICE), null, event -> event.id() % 2 == 0, outlet);

        store.add(ALICE, 4);
        bus.hint(List.of(ALICE));

        await(() -> outlet.lines().size() == 3);
        assertThat(outlet.lines()).containsExactly("at 0-0", "2-0", "4-0");
    }

    @Test
    void slowReaderShouldKeepNothingInMemoryAndLoseNothing() {
        var outlet = new FakeOutlet();
        outlet.room = 3;
        EventSubscription subscription = feed.open(reader(ALICE), null, event -> true, outlet);
        store.add(ALICE, 10);
        bus.hint(List.of(ALICE));
        await(() -> outlet.lines().size() == 4);

        outlet.room = 100;
        subscription.drained();

        await(() -> outlet.lines().size() == 11);
        assertThat(outlet.lines().getLast()).isEqualTo("10-0");
    }

    @Test
    void tickShouldFindWhatNoHintTold() {
        var outlet = new FakeOutlet();
        feed.open(reader(ALICE), null, event -> true, outlet);
        store.add(ALICE, 1);
        store.add(Event.EVERYBODY, 1);

        feed.tick();

        await(() -> outlet.lines().size() == 3);
    }

    @Test
    void readerSlowerThanTheSweepShouldBeReset() {
        var outlet = new FakeOutlet();
        outlet.room = 0;
        EventSubscription subscription = feed.open(reader(ALICE), null, event -> true, outlet);
        store.add(ALICE, 10);
        store.drop(ALICE, 6);
        outlet.room = 100;

        subscription.drained();

        await(() -> outlet.lines().size() == 2);
        assertThat(outlet.lines()).containsExactly("at 0-0", "reset 10-0");
    }

    @Test
    void streamsOfARevokedSignInShouldEnd() {
        var outlet = new FakeOutlet();
        feed.open(reader(ALICE), null, event -> true, outlet);
        feed.signsOfLife();
        assertThat(outlet.ended).isFalse();
        alive.clear();

        feed.signsOfLife();

        assertThat(outlet.ended).isTrue();
        assertThat(feed.size()).isZero();
    }

    @Test
    void openShouldRefuseMoreStreamsThanAUserMayHave() {
        var outlet = new FakeOutlet();
        feed.open(reader(ALICE), null, event -> true, outlet);
        EventSubscription second = feed.open(reader(ALICE), null, event -> true, outlet);
        var third = new FakeOutlet();

        assertThatThrownBy(() -> feed.open(reader(ALICE), null, event -> true, third))
                .isInstanceOf(SacException.class);
        assertThat(third.lines()).isEmpty();

        feed.open(reader(8), null, event -> true, outlet);
        second.close();
        feed.open(reader(ALICE), null, event -> true, third);
    }

    @Test
    void everyReaderShouldGetEveryEventOnceWhileManyWrite() throws InterruptedException {
        List<FakeOutlet> outlets = new ArrayList<>();
        for (long user = 1; user <= 20; user++) {
            var outlet = new FakeOutlet();
            outlets.add(outlet);
            feed.open(reader(user), null, event -> true, outlet);
        }
        List<Thread> writers = new ArrayList<>();
        for (int w = 0; w < 4; w++) {
            writers.add(Thread.startVirtualThread(() -> {
                for (long round = 0; round < 50; round++) {
                    for (long user = 1; user <= 20; user++) {
                        store.add(user, 1);
                        bus.hint(List.of(user));
                    }
                }
            }));
        }
        for (Thread writer : writers) {
            writer.join();
        }

        await(() -> outlets.stream().allMatch(outlet -> outlet.lines().size() == 201));
        List<String> expected = new ArrayList<>(List.of("at 0-0"));
        LongStream.rangeClosed(1, 200).forEach(id -> expected.add(id + "-0"));
        assertThat(outlets).allSatisfy(outlet -> assertThat(outlet.lines()).isEqualTo(expected));
    }

    private static Principal reader(long user) {
        return new Principal(Principal.Kind.LOGIN, user, "user" + user, Role.USER, LOGIN, null);
    }

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
            LockSupport.parkNanos(2_000_000);
        }
    }

    /** Writes down what it is sent; takes events while it has room. */
    private static final class FakeOutlet implements EventOutlet {
        private final List<String> lines = new ArrayList<>();
        volatile int room = Integer.MAX_VALUE;
        volatile boolean ended;

        synchronized List<String> lines() {
            return List.copyOf(lines);
        }

        @Override
        public synchronized boolean ready() {
            return room > 0;
        }

        @Override
        public synchronized void standAt(EventPosition position) {
            lines.add("at " + position);
        }

        @Override
        public synchronized void send(EventPosition position, Event event) {
            room--;
            lines.add(position.toString());
        }

        @Override
        public synchronized void reset(EventPosition position) {
            lines.add("reset " + position);
        }

        @Override
        public void end() {
            ended = true;
        }
    }

    private static final class FakeEventStore implements EventStore {
        private final Map<Long, List<Event>> events = new HashMap<>();
        final Map<Long, Long> removed = new HashMap<>();
        private final Map<Long, Long> last = new HashMap<>();

        synchronized void add(long stream, int count) {
            for (int i = 0; i < count; i++) {
                long id = last.merge(stream, 1L, Long::sum);
                events.computeIfAbsent(stream, s -> new ArrayList<>())
                        .add(new Event(stream, id, "test", null, null, NOON, "{}"));
            }
        }

        synchronized void drop(long stream, long upTo) {
            events.get(stream).removeIf(event -> event.id() <= upTo);
            removed.put(stream, upTo);
        }

        @Override
        public void append(long stream, List<Draft> drafts) {
            add(stream, drafts.size());
        }

        @Override
        public synchronized List<Event> after(long stream, long id, int limit) {
            return events.getOrDefault(stream, List.of()).stream()
                    .filter(event -> event.id() > id)
                    .limit(limit)
                    .toList();
        }

        @Override
        public synchronized Map<Long, Bounds> bounds(Collection<Long> streams) {
            Map<Long, Bounds> bounds = new HashMap<>();
            streams.forEach(stream ->
                    bounds.put(stream, new Bounds(last.getOrDefault(stream, 0L), removed.getOrDefault(stream, 0L))));
            return bounds;
        }

        @Override
        public int removeBefore(Instant instant, int limit) {
            throw new UnsupportedOperationException();
        }
    }
}
