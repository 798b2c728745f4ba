package io.sac.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.sac.access.Principal;
import io.sac.access.Role;
import io.sac.agent.AgentCatalog;
import io.sac.agent.AgentRequest;
import io.sac.agent.AgentRuntime;
import io.sac.event.EventBus;
import io.sac.event.Events;
import io.sac.event.NewEvent;
import io.sac.objectstore.ObjectStore;
import io.sac.platform.Adapter;
import io.sac.problem.ProblemType;
import io.sac.problem.SacException;
import jakarta.annotation.Resource;
import jakarta.enterprise.inject.Any;
import jakarta.inject.Inject;
import jakarta.transaction.UserTransaction;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import javax.sql.DataSource;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.EnterpriseArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A change, its event and its audit entry are one; what is remote happens outside of it. */
@ExtendWith(ArquillianExtension.class)
class TransactionsArquillianIT {
    @Inject
    AgentCatalog agents;

    @Inject
    Events events;

    @Inject
    Trouble trouble;

    @Inject
    AgentRuntime chosen;

    @Inject
    @Any
    @Adapter("witness")
    WitnessRuntime runtime;

    @Inject
    ObjectStore objects;

    @Inject
    EventBus bus;

    @Resource(lookup = "jdbc/sac")
    DataSource database;

    @Inject
    UserTransaction transaction;

    @Deployment
    static EnterpriseArchive sac() {
        return Deployments.sac();
    }

    @Test
    void producersShouldChooseTheAdaptersThatTheSettingsName() {
        long before = runtime.calls().size();

        chosen.running();

        assertThat(runtime.calls().size()).isGreaterThan((int) before);
        assertThat(objects.toString()).contains("DirectoryObjectStore");
        assertThat(bus.toString()).contains("MemoryEventBus");
    }

    @Test
    void changeEventAndAuditEntryShouldBeKeptTogetherOrNotAtAll() throws Exception {
        Principal ada = user();

        transaction.begin();
        agents.create(ada, shell("rolled back"));
        transaction.rollback();
        assertThat(count("agent where owner_id = ?", ada)).isZero();
        assertThat(count("user_event where stream = ?", ada)).isZero();
        assertThat(count("audit_entry where user_id = ?", ada)).isZero();

        transaction.begin();
        agents.create(ada, shell("kept"));
        transaction.commit();
        assertThat(count("agent where owner_id = ?", ada)).isEqualTo(1);
        assertThat(count("user_event where stream = ?", ada)).isEqualTo(1);
        assertThat(count("audit_entry where user_id = ?", ada)).isEqualTo(1);
    }

    @Test
    void refusalShouldArriveAsItselfAndUndoWhatWasDone() throws Exception {
        Principal ada = user();

        Throwable refusal = catchThrowable(() -> trouble.renameAndRefuse(ada.userId()));

        assertThat(refusal)
                .isInstanceOfSatisfying(
                        SacException.class, e -> assertThat(e.type()).isEqualTo(ProblemType.CONFLICT));
        assertThat(count("app_user where display_name = 'renamed' and id = ?", ada))
                .isZero();
        assertThat(count("user_event where stream = ?", ada)).isZero();
    }

    @Test
    void eventsShouldBeWrittenLastInTheirTransaction() throws Exception {
        Principal ada = user();

        long seen = trouble.publishAndCount(ada.userId());

        assertThat(seen).isZero();
        assertThat(count("user_event where stream = ?", ada)).isEqualTo(1);
        assertThat(count("app_user where display_name = 'renamed' and id = ?", ada))
                .isEqualTo(1);
    }

    @Test
    void eventOutsideOfATransactionShouldBeAMistake() throws Exception {
        Principal ada = user();

        assertThat(catchThrowable(
                        () -> events.publish(ada.userId(), new NewEvent("wiring.lost", null, null, Map.of()))))
                .hasStackTraceContaining("belongs to the transaction of its change");
    }

    @Test
    void slowRuntimeShouldHoldNoTransactionAndNobodyElse() throws Exception {
        Principal ada = user();
        long id = agents.create(ada, shell("slow")).id();
        runtime.hold();
        try {
            agents.start(ada, id);
            assertThat(runtime.awaitHeld()).isTrue();

            // Whoever waited inside a transaction would stay in this list for as long as the runtime is held.
            assertThat(eventually(() -> transactionsOlderThanNow() == 0)).isTrue();
            agents.stop(ada, id);
            assertThat(agents.get(ada, id).status()).isEqualTo("stopping");
        } finally {
            runtime.letGo();
        }

        assertThat(eventually(() -> agents.get(ada, id).status().equals("stopped")))
                .isTrue();
        assertThat(runtime.callsInTransaction()).isEmpty();
        agents.delete(ada, id);
        assertThat(eventually(() -> runtime.calls().contains("delete"))).isTrue();
        assertThat(runtime.callsInTransaction()).isEmpty();
    }

    private String since;

    private long transactionsOlderThanNow() throws SQLException {
        if (since == null) {
            since = text("select clock_timestamp()::text");
        }
        return Long.parseLong(text("select count(*) from pg_stat_activity where datname = current_database()"
                + " and state like 'idle in transaction%' and xact_start < '" + since + "'"));
    }

    private static AgentRequest.Create shell(String name) {
        return new AgentRequest.Create(name, null, null, null, "shell", null, null, null);
    }

    private Principal user() throws SQLException {
        String name = "u" + UUID.randomUUID().toString().substring(0, 8);
        long id = Long.parseLong(text(
                "insert into app_user (username, username_key, display_name, role, password_hash, created_at, updated_at)"
                        + " values ('" + name + "', '" + name + "', 'Ada', 'user', 'x', now(), now()) returning id"));
        return new Principal(Principal.Kind.LOGIN, id, name, Role.USER, null, null);
    }

    private long count(String what, Principal user) throws SQLException {
        return Long.parseLong(text("select count(*) from " + what.replace("?", Long.toString(user.userId()))));
    }

    private String text(String sql) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet rows = statement.executeQuery()) {
            rows.next();
            return rows.getString(1);
        }
    }

    private static boolean eventually(Callable<Boolean> condition) throws Exception {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.call()) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            Thread.sleep(20);
        }
        return true;
    }
}
