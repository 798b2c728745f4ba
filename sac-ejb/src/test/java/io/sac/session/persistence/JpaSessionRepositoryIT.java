package io.sac.session.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import io.sac.sandbox.SessionState;
import io.sac.session.AgentSession;
import io.sac.session.SessionRepository.Place;
import io.sac.testing.DatabaseExtension;
import io.sac.testing.TestDatabase;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.Persistence;
import java.sql.Connection;
import java.sql.ResultSet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(DatabaseExtension.class)
class JpaSessionRepositoryIT {
    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

    private final TestDatabase database;
    private EntityManagerFactory factory;
    private long alice;
    private long agent;
    private long otherAgent;

    JpaSessionRepositoryIT(TestDatabase database) {
        this.database = database;
    }

    @BeforeEach
    void open() throws Exception {
        database.execute("delete from app_user");
        alice = insert("""
                insert into app_user (username, username_key, display_name, password_hash, role, created_at, updated_at)
                values ('alice', 'alice', 'Alice', 'x', 'user', now(), now()) returning id""");
        agent = agent("one");
        otherAgent = agent("two");
        factory = Persistence.createEntityManagerFactory("sac", database.persistenceProperties());
    }

    @AfterEach
    void close() {
        factory.close();
    }

    @Test
    void foundSessionShouldBeTheOneThatWasAdded() {
        AgentSession session = AgentSession.open(UUID.randomUUID(), agent, alice, NOON);
        session.entitle("A title", NOON);
        session.report(new SessionState(session.id(), "ready", "e", 5, "waiting", 1L, NOON, null, "conv"), true, NOON);
        in(repository -> {
            repository.add(session);
            return null;
        });

        AgentSession found = in(repository -> repository.find(session.id())).orElseThrow();

        assertThat(found.view(null)).isEqualTo(session.view(null));
    }

    @Test
    void listShouldPageNewestFirstWithoutTheEnded() {
        List<UUID> newestFirst = new ArrayList<>();
        in(repository -> {
            for (int i = 0; i < 5; i++) {
                AgentSession session =
                        AgentSession.open(UUID.randomUUID(), i == 4 ? otherAgent : agent, alice, NOON.plusSeconds(i));
                repository.add(session);
                newestFirst.addFirst(session.id());
            }
            AgentSession ended = AgentSession.open(UUID.randomUUID(), agent, alice, NOON.plusSeconds(9));
            ended.end(0, NOON);
            repository.add(ended);
            return null;
        });

        assertThat(list(repository -> ids(repository.list(Set.of(alice), null, null, 10))))
                .isEqualTo(newestFirst);
        assertThat(list(repository -> ids(repository.list(Set.of(alice), agent, null, 10))))
                .isEqualTo(newestFirst.subList(1, 5));
        Place second = new Place(NOON.plusSeconds(3), newestFirst.get(1));
        assertThat(list(repository -> ids(repository.list(Set.of(alice), null, second, 2))))
                .isEqualTo(newestFirst.subList(2, 4));
        assertThat(list(repository -> repository.list(Set.of(alice + 1), null, null, 10)))
                .isEmpty();
    }

    @Test
    void repairShouldFindWhatDoesNotFitItsAgent() {
        in(repository -> {
            repository.add(AgentSession.open(UUID.randomUUID(), agent, alice, NOON));
            AgentSession ended = AgentSession.open(UUID.randomUUID(), otherAgent, alice, NOON);
            ended.end(0, NOON);
            repository.add(ended);
            return null;
        });
        database.execute("update agent set status = 'READY'");

        assertThat(list(repository -> repository.agentsToRepair(NOON.plusSeconds(1), NOON.plusSeconds(1), 10)))
                .containsExactlyInAnyOrder(agent, otherAgent);
        assertThat(list(repository -> repository.agentsToRepair(NOON, NOON, 10)))
                .isEmpty();

        database.execute("update agent set status = 'STOPPED'");
        assertThat(list(repository -> repository.agentsToRepair(NOON.plusSeconds(1), NOON.plusSeconds(1), 10)))
                .containsExactly(agent);
    }

    @Test
    void deletedAgentShouldTakeItsSessionsAlong() {
        AgentSession session = AgentSession.open(UUID.randomUUID(), agent, alice, NOON);
        in(repository -> {
            repository.add(session);
            return null;
        });

        database.execute("delete from agent where id = " + agent);

        assertThat(list(repository -> repository.find(session.id()).stream().toList()))
                .isEmpty();
    }

    private static List<UUID> ids(List<AgentSession> sessions) {
        return sessions.stream().map(AgentSession::id).toList();
    }

    private <T> List<T> list(Function<JpaSessionRepository, List<T>> query) {
        return in(query);
    }

    private <T> T in(Function<JpaSessionRepository, T> work) {
        try (EntityManager entities = factory.createEntityManager()) {
            var repository = new JpaSessionRepository();
            repository.entities = entities;
            entities.getTransaction().begin();
            T result = work.apply(repository);
            entities.getTransaction().commit();
            return result;
        }
    }

    private long agent(String name) throws Exception {
        return insert("""
                insert into agent (owner_id, name, harness, provider_preset, created_at, updated_at)
                values (%d, '%s', 'shell', 'demo', now(), now()) returning id""".formatted(alice, name));
    }

    private long insert(String sql) throws Exception {
        try (Connection connection = database.connect();
                ResultSet row = connection.createStatement().executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }
}
