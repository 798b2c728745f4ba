package io.sac.agent.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import io.sac.agent.Agent;
import io.sac.agent.AgentProfile;
import io.sac.agent.AgentRemoval;
import io.sac.agent.AgentVariable;
import io.sac.testing.DatabaseExtension;
import io.sac.testing.TestDatabase;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.Persistence;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(DatabaseExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class JpaAgentRepositoryIT {
    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00.123456Z");

    private final TestDatabase database;
    private final EntityManagerFactory factory;
    private EntityManager entities;
    private JpaAgentRepository agents;
    private long owner;

    JpaAgentRepositoryIT(TestDatabase database) {
        this.database = database;
        this.factory = Persistence.createEntityManagerFactory("sac", database.persistenceProperties());
    }

    @BeforeEach
    void begin() {
        database.execute("delete from app_user", """
                insert into app_user (username, username_key, display_name, password_hash, role, created_at, updated_at)
                values ('ada', 'ada', 'Ada', 'x', 'user', now(), now())""");
        entities = factory.createEntityManager();
        entities.getTransaction().begin();
        owner = ((Number) entities.createNativeQuery("select id from app_user").getSingleResult()).longValue();
        agents = new JpaAgentRepository(entities);
    }

    @AfterEach
    void end() {
        if (entities.getTransaction().isActive()) {
            entities.getTransaction().rollback();
        }
        entities.close();
    }

    private Agent stored(String name, AgentVariable... variables) {
        Agent agent = Agent.of(
                owner,
                new AgentProfile(
                        name,
                        "",
                        "",
                        "",
                        "shell",
                        "demo",
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        List.of(variables)),
                NOW);
        agents.add(agent);
        return agent;
    }

    private void again() {
        entities.flush();
        entities.clear();
    }

    @Test
    void anAgentShouldComeBackAsItWas() {
        Agent agent =
                stored("Ada", new AgentVariable("B", false, "2", null), new AgentVariable("A", true, "sealed", "abcd"));
        agent.wantStart(NOW);
        again();
        Agent found = agents.find(agent.id()).orElseThrow();
        assertThat(found.profile()).isEqualTo(agent.profile());
        assertThat(found.details()).isEqualTo(agent.details());
    }

    @Test
    void variablesShouldBeReplacedAlsoWhenTheyTradePlaces() {
        AgentVariable a = new AgentVariable("A", false, "1", null);
        AgentVariable b = new AgentVariable("B", false, "2", null);
        Agent agent = stored("Ada", a, b);
        again();
        Agent found = agents.findLocked(agent.id()).orElseThrow();
        AgentProfile old = found.profile();
        found.apply(
                new AgentProfile(
                        "Ada", "", "", "", "shell", "demo", null, null, null, null, null, null, null, List.of(b, a)),
                NOW);
        again();
        assertThat(agents.find(agent.id()).orElseThrow().profile().variables()).containsExactly(b, a);
        assertThat(old.variables()).containsExactly(a, b);
    }

    @Test
    void listsShouldShowTheOwnersNewestFirst() {
        long first = stored("one").id();
        long second = stored("two").id();
        assertThat(agents.list(Set.of(owner), Long.MAX_VALUE, 10))
                .extracting(Agent::id)
                .containsExactly(second, first);
        assertThat(agents.list(Set.of(owner), second, 10)).extracting(Agent::id).containsExactly(first);
        assertThat(agents.list(Set.of(owner + 1), Long.MAX_VALUE, 10)).isEmpty();
        assertThat(agents.count(owner)).isEqualTo(2);
        agents.lockCreation(owner);
    }

    @Test
    void openIntentsShouldBeDueUntilSettledOrLeased() {
        Agent agent = stored("Ada");
        assertThat(agents.due(NOW, 10)).isEmpty();
        agent.wantStart(NOW);
        again();
        assertThat(agents.due(NOW, 10)).containsExactly(agent.id());
        assertThat(agents.due(NOW.minusSeconds(1), 10)).isEmpty();
        assertThat(agents.releaseLeases()).isZero();
        agents.seen(agent.id(), "v1", NOW);
        assertThat(agents.existing(List.of(agent.id(), -1L))).containsExactly(agent.id());
        assertThat(agents.readyNotCheckedSince(NOW, 10)).isEmpty();
    }

    @Test
    void aRemovalShouldOutliveItsAgent() {
        Agent agent = stored("Ada", new AgentVariable("A", false, "1", null));
        again();
        Agent found = agents.findLocked(agent.id()).orElseThrow();
        agents.addRemoval(AgentRemoval.of(found.id(), true, NOW));
        agents.remove(found);
        again();
        assertThat(agents.find(agent.id())).isEmpty();
        assertThat(agents.dueRemovals(NOW, 10)).containsExactly(agent.id());
        agents.done(agents.findRemoval(agent.id()).orElseThrow());
        again();
        assertThat(agents.dueRemovals(NOW, 10)).isEmpty();
    }
}
