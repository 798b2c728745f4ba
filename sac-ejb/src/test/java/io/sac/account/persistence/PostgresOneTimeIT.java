package io.sac.account.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import io.sac.testing.DatabaseExtension;
import io.sac.testing.TestDatabase;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.Persistence;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** What must be right when many ask at once. */
@ExtendWith(DatabaseExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PostgresOneTimeIT {
    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
    private static final Duration WINDOW = Duration.ofMinutes(5);

    private final EntityManagerFactory factory;
    private final TestDatabase database;

    PostgresOneTimeIT(TestDatabase database) {
        this.database = database;
        this.factory = Persistence.createEntityManagerFactory("sac", database.persistenceProperties());
    }

    @Test
    void parallelAttemptsShouldNotSlipThroughTheLimit() throws Exception {
        List<Boolean> passed = inParallel(12, entities -> {
            PostgresRateLimits limits = new PostgresRateLimits();
            limits.entities = entities;
            return limits.take("parallel", 5, WINDOW, NOW).isEmpty();
        });

        assertThat(passed).filteredOn(yes -> yes).hasSize(5);
    }

    @Test
    void windowShouldEndAndBeForgotten() {
        inTransaction(entities -> {
            PostgresRateLimits limits = new PostgresRateLimits();
            limits.entities = entities;
            assertThat(limits.take("window", 1, WINDOW, NOW)).isEmpty();
            assertThat(limits.take("window", 1, WINDOW, NOW.plusSeconds(60))).contains(Duration.ofMinutes(4));
            assertThat(limits.take("window", 1, WINDOW, NOW.plus(WINDOW))).isEmpty();
            limits.giveBack("window");
            assertThat(limits.take("window", 1, WINDOW, NOW.plus(WINDOW))).isEmpty();
            limits.clear("window");
            assertThat(limits.take("window", 1, WINDOW, NOW.plus(WINDOW))).isEmpty();
            return limits.removeExpired(NOW.plus(WINDOW).plus(WINDOW).plusSeconds(1), 100);
        });
    }

    @Test
    void ticketShouldBeTakenByOneCallerOnly() throws Exception {
        UUID login = UUID.randomUUID();
        database.execute(
                "insert into app_user (username, username_key, display_name, role, password_hash, created_at, updated_at)"
                        + " values ('t', 't', 't', 'user', '', now(), now())",
                "insert into login_session values ('" + login
                        + "', (select max(id) from app_user), 1, '', null, null, now(), now(), now(), null)");
        byte[] hash = {1, 2, 3};
        UUID session = UUID.randomUUID();
        inTransaction(entities -> {
            long user = ((Number) entities.createNativeQuery("select max(id) from app_user")
                            .getSingleResult())
                    .longValue();
            store(entities).add(hash, user, login, "terminal", session, NOW);
            return null;
        });

        List<Boolean> taken =
                inParallel(8, entities -> store(entities).take(hash).isPresent());

        assertThat(taken).filteredOn(yes -> yes).hasSize(1);
    }

    private static PostgresTicketStore store(EntityManager entities) {
        PostgresTicketStore store = new PostgresTicketStore();
        store.entities = entities;
        return store;
    }

    private <T> List<T> inParallel(int times, Function<EntityManager, T> work) throws Exception {
        try (var threads = Executors.newFixedThreadPool(4)) {
            List<Callable<T>> calls = new ArrayList<>();
            for (int i = 0; i < times; i++) {
                calls.add(() -> inTransaction(work));
            }
            List<T> answers = new ArrayList<>();
            for (Future<T> answer : threads.invokeAll(calls)) {
                answers.add(answer.get());
            }
            return answers;
        }
    }

    private <T> T inTransaction(Function<EntityManager, T> work) {
        try (EntityManager entities = factory.createEntityManager()) {
            entities.getTransaction().begin();
            T answer = work.apply(entities);
            entities.getTransaction().commit();
            return answer;
        }
    }
}
