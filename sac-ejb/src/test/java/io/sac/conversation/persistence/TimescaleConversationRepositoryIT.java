package io.sac.conversation.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sac.launcher.Migration;
import io.sac.launcher.postgres.Database;
import io.sac.platform.persistence.TestSql;
import io.sac.testing.Timescale;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The history as a hypertable, on a real TimescaleDB. */
class TimescaleConversationRepositoryIT implements ConversationRepositoryContract {
    private static final String NAME = "sac_it_" + ProcessHandle.current().pid();

    private static Database server;

    private final TestSql sql = new TestSql(() -> server.named(NAME).connect());

    private static void administer(String statement) throws SQLException {
        try (Connection connection = server.connect();
                var sql = connection.createStatement()) {
            sql.execute(statement);
        }
    }

    @BeforeAll
    static void migrate() throws SQLException {
        Optional<Timescale> timescale = Timescale.find();
        assumeTrue(timescale.isPresent(), Timescale.MISSING);
        server = timescale.get().server();
        administer("drop database if exists " + NAME + " with (force)");
        administer("create database " + NAME);
        Migration.migrate(server.named(NAME), TimescaleConversationRepositoryIT.class.getClassLoader());
    }

    @AfterAll
    static void drop() throws SQLException {
        if (server != null) {
            administer("drop database if exists " + NAME + " with (force)");
        }
    }

    @Override
    public TestSql sql() {
        return sql;
    }

    @Override
    public int partitions() {
        return sql.list(
                        row -> row.getInt(1),
                        "select count(*) from timescaledb_information.chunks where hypertable_name = 'conversation_entry'")
                .getFirst();
    }

    @Test
    void historyShouldBeAHypertable() {
        assertThat(sql.list(row -> row.getString(1), "select hypertable_name from timescaledb_information.hypertables"))
                .containsExactly("conversation_entry");
        assertThat(testee().createPartitions(NOW)).isZero();
    }
}
