package io.sac.prompt.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import io.sac.prompt.NewPrompt;
import io.sac.prompt.Prompt;
import io.sac.testing.DatabaseExtension;
import io.sac.testing.TestDatabase;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.Persistence;
import java.sql.Connection;
import java.sql.ResultSet;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(DatabaseExtension.class)
class JpaPromptRepositoryIT {
    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

    private final TestDatabase database;
    private final UUID session = UUID.randomUUID();
    private EntityManagerFactory factory;
    private long user;

    JpaPromptRepositoryIT(TestDatabase database) {
        this.database = database;
    }

    @BeforeEach
    void open() throws Exception {
        database.execute("delete from app_user");
        user = insert("""
                insert into app_user (username, username_key, display_name, password_hash, role, created_at, updated_at)
                values ('alice', 'alice', 'Alice', 'x', 'user', now(), now()) returning id""");
        long agent = insert("""
                insert into agent (owner_id, name, harness, provider_preset, created_at, updated_at)
                values (%d, 'one', 'shell', 'demo', now(), now()) returning id""".formatted(user));
        database.execute("""
                insert into agent_session
                  (id, agent_id, owner_id, status, activity, created_at, updated_at, last_active_at)
                values ('%s', %d, %d, 'ready', 'idle', now(), now(), now())""".formatted(session, agent, user));
        factory = Persistence.createEntityManagerFactory("sac", database.persistenceProperties());
    }

    @AfterEach
    void close() {
        factory.close();
    }

    @Test
    void promptsShouldKeepTheirOrderAndTheirFiles() {
        Prompt first = queue("first", List.of());
        Prompt second = queue("second", List.of("data/a b.csv", "ü.txt"));

        List<Prompt> queued = in(repository -> repository.queued(session, true, 10));

        assertThat(queued).extracting(Prompt::id).containsExactly(first.id(), second.id());
        assertThat(queued.get(1).view().files()).containsExactly("data/a b.csv", "ü.txt");
        assertThat(queued.get(0).view().files()).isEmpty();
        assertThat(list(repository -> repository.list(session, null, 1)))
                .extracting(Prompt::id)
                .containsExactly(second.id());
        assertThat(list(repository -> repository.list(session, 2L, 10)))
                .extracting(Prompt::id)
                .containsExactly(first.id());
        assertThat(list(repository ->
                        repository.findByKey(session, "key of first").stream().toList()))
                .containsExactly(first);
    }

    @Test
    void queueShouldBeLeasedToOneAtATime() {
        queue("first", List.of());

        assertThat(yes(repository -> repository.lease(session, NOON, NOON.plusSeconds(60))))
                .isTrue();
        assertThat(yes(repository -> repository.lease(session, NOON.plusSeconds(59), NOON.plusSeconds(120))))
                .isFalse();
        assertThat(list(repository -> repository.sessionsWithQueued(NOON, NOON, 10)))
                .isEmpty();
        in(repository -> {
            repository.release(session, NOON);
            return null;
        });
        assertThat(list(repository -> repository.sessionsWithQueued(NOON, NOON, 10)))
                .containsExactly(session);
        assertThat(yes(repository -> repository.lease(session, NOON, NOON.plusSeconds(60))))
                .isTrue();
        assertThat(yes(repository -> repository.lease(session, NOON.plusSeconds(60), NOON.plusSeconds(90))))
                .as("after whoever had it was killed")
                .isTrue();
    }

    @Test
    void handedPromptShouldWaitForItsSandboxAndBeOverdueLater() {
        Prompt prompt = queue("first", List.of());
        in(repository -> {
            repository.findLocked(prompt.id()).orElseThrow().handed(NOON);
            return null;
        });

        assertThat(list(repository -> repository.queued(session, true, 10))).isEmpty();
        assertThat(list(repository -> repository.queued(session, false, 10))).hasSize(1);
        assertThat(list(repository -> repository.sessionsWithQueued(NOON, NOON, 10)))
                .isEmpty();
        assertThat(list(repository -> repository.sessionsWithQueued(NOON, NOON.plusSeconds(1), 10)))
                .containsExactly(session);
    }

    @Test
    void promptsOfAnEndedSessionShouldBeFound() {
        queue("first", List.of());
        database.execute("update agent_session set status = 'ended', ended_at = now()");

        assertThat(list(repository -> repository.endedSessionsWithQueued(10))).containsExactly(session);
        in(repository -> {
            repository.queued(session, false, 10).forEach(prompt -> prompt.fail("ended", NOON));
            return null;
        });
        assertThat(list(repository -> repository.endedSessionsWithQueued(10))).isEmpty();
    }

    private Prompt queue(String text, List<String> files) {
        return in(repository -> {
            long number = repository.nextNumber(session);
            Prompt prompt = Prompt.queue(
                    UUID.randomUUID(), session, number, new NewPrompt(text, files, "key of " + text), user, NOON);
            repository.add(prompt);
            return prompt;
        });
    }

    private <T> List<T> list(Function<JpaPromptRepository, List<T>> query) {
        return in(query);
    }

    private boolean yes(Predicate<JpaPromptRepository> question) {
        return in(question::test);
    }

    private <T> T in(Function<JpaPromptRepository, T> work) {
        try (EntityManager entities = factory.createEntityManager()) {
            var repository = new JpaPromptRepository();
            repository.entities = entities;
            entities.getTransaction().begin();
            T result = work.apply(repository);
            entities.getTransaction().commit();
            return result;
        }
    }

    private long insert(String sql) throws Exception {
        try (Connection connection = database.connect();
                ResultSet row = connection.createStatement().executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }
}
