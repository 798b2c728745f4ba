package io.sac.event.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import io.sac.event.Event;
import io.sac.event.EventStore.Bounds;
import io.sac.event.EventStore.Draft;
import io.sac.testing.DatabaseExtension;
import io.sac.testing.TestDatabase;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.Persistence;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(DatabaseExtension.class)
class PostgresEventStoreIT {
    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

    private final TestDatabase database;
    private EntityManagerFactory factory;
    private long alice;
    private long bob;

    PostgresEventStoreIT(TestDatabase database) {
        this.database = database;
    }

    @BeforeEach
    void open() throws Exception {
        database.execute("delete from event_counter", "delete from app_user");
        alice = user("alice");
        bob = user("bob");
        factory = Persistence.createEntityManagerFactory("sac", database.persistenceProperties());
    }

    @AfterEach
    void close() {
        factory.close();
    }

    @Test
    void appendShouldNumberEachStreamWithoutGaps() {
        in(store -> store.append(alice, List.of(draft("a.one", NOON), draft("a.two", NOON))));
        in(store -> store.append(bob, List.of(draft("b.one", NOON))));
        in(store -> store.append(alice, List.of(draft("a.three", NOON))));
        in(store -> store.append(Event.EVERYBODY, List.of(draft("all", NOON))));

        in(store -> {
            assertThat(store.after(alice, 0, 10)).extracting(Event::id).containsExactly(1L, 2L, 3L);
            assertThat(store.after(alice, 1, 1)).extracting(Event::type).containsExactly("a.two");
            assertThat(store.bounds(List.of(alice, bob, Event.EVERYBODY, 999L)))
                    .containsEntry(alice, new Bounds(3, 0))
                    .containsEntry(bob, new Bounds(1, 0))
                    .containsEntry(Event.EVERYBODY, new Bounds(1, 0))
                    .containsEntry(999L, Bounds.NONE);
        });
    }

    @Test
    void afterShouldReturnWhatWasAppended() {
        UUID session = UUID.randomUUID();
        in(store -> store.append(
                alice, List.of(new Draft("session.updated", 7L, session, NOON, "{\"b\": 1, \"a\": \"\\u0000\"}"))));

        in(store -> assertThat(store.after(alice, 0, 10))
                .containsExactly(
                        new Event(alice, 1, "session.updated", 7L, session, NOON, "{\"b\": 1, \"a\": \"\\u0000\"}")));
    }

    @Test
    void rolledBackEventsShouldLeaveNoGap() {
        in(store -> store.append(alice, List.of(draft("kept", NOON))));
        EntityManager entities = factory.createEntityManager();
        entities.getTransaction().begin();
        store(entities).append(alice, List.of(draft("lost", NOON)));
        entities.getTransaction().rollback();
        entities.close();

        in(store -> store.append(alice, List.of(draft("next", NOON))));

        in(store ->
                assertThat(store.after(alice, 0, 10)).extracting(Event::type).containsExactly("kept", "next"));
    }

    @Test
    void secondWriterShouldWaitForTheFirstToCommit() throws Exception {
        EntityManager first = factory.createEntityManager();
        first.getTransaction().begin();
        store(first).append(alice, List.of(draft("first", NOON)));

        CompletableFuture<Void> second =
                CompletableFuture.runAsync(() -> in(store -> store.append(alice, List.of(draft("second", NOON)))));
        assertThat(waited(second)).isTrue();
        in(store -> assertThat(store.after(alice, 0, 10)).isEmpty());
        first.getTransaction().commit();
        first.close();
        second.get(20, TimeUnit.SECONDS);

        in(store ->
                assertThat(store.after(alice, 0, 10)).extracting(Event::type).containsExactly("first", "second"));
    }

    @Test
    void removeShouldTakeTheOldestAndRemember() {
        in(store -> store.append(
                alice, List.of(draft("old", NOON.minusSeconds(20)), draft("older", NOON.minusSeconds(10)))));
        in(store -> store.append(alice, List.of(draft("new", NOON))));
        in(store -> store.append(bob, List.of(draft("old", NOON.minusSeconds(30)))));

        List<Integer> removed = new ArrayList<>();
        in(store -> removed.add(store.removeBefore(NOON, 2)));
        in(store -> removed.add(store.removeBefore(NOON, 2)));
        in(store -> removed.add(store.removeBefore(NOON, 2)));

        assertThat(removed).containsExactly(2, 1, 0);
        in(store -> {
            assertThat(store.after(alice, 0, 10)).extracting(Event::id).containsExactly(3L);
            assertThat(store.bounds(List.of(alice, bob)))
                    .containsEntry(alice, new Bounds(3, 2))
                    .containsEntry(bob, new Bounds(1, 1));
        });
    }

    @Test
    void deletedUserShouldTakeTheirEventsAlong() {
        in(store -> store.append(alice, List.of(draft("one", NOON))));
        in(store -> store.append(bob, List.of(draft("one", NOON))));

        database.execute("delete from app_user where id = " + alice);

        in(store -> {
            assertThat(store.after(alice, 0, 10)).isEmpty();
            assertThat(store.after(bob, 0, 10)).hasSize(1);
        });
    }

    private void in(Consumer<PostgresEventStore> work) {
        try (EntityManager entities = factory.createEntityManager()) {
            entities.getTransaction().begin();
            work.accept(store(entities));
            entities.getTransaction().commit();
        }
    }

    private static PostgresEventStore store(EntityManager entities) {
        var store = new PostgresEventStore();
        store.entities = entities;
        return store;
    }

    private static Draft draft(String type, Instant at) {
        return new Draft(type, null, null, at, "{}");
    }

    private static boolean waited(CompletableFuture<Void> work) throws InterruptedException, ExecutionException {
        try {
            work.get(300, TimeUnit.MILLISECONDS);
            return false;
        } catch (TimeoutException e) {
            return true;
        }
    }

    private long user(String name) throws Exception {
        try (var connection = database.connect();
                var insert = connection.prepareStatement(
                        "insert into app_user (username, username_key, display_name, password_hash, role, created_at, updated_at)"
                                + " values (?, ?, ?, 'x', 'user', now(), now()) returning id")) {
            insert.setString(1, name);
            insert.setString(2, name);
            insert.setString(3, name);
            try (var row = insert.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }
}
