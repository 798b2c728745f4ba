package io.sac.conversation.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import io.sac.platform.persistence.TestSql;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/** The history as a hypertable, on the server that {@code SAC_TEST_TIMESCALE_URL} names (JDBC, with user and password). */
@EnabledIfEnvironmentVariable(named = "SAC_TEST_TIMESCALE_URL", matches = "jdbc:.+")
class TimescaleConversationRepositoryIT implements ConversationRepositoryContract {
    private static final String NAME = "sac_it_" + ProcessHandle.current().pid();

    private final TestSql sql = new TestSql(() -> DriverManager.getConnection(urlOf(NAME)));

    private static String urlOf(String database) {
        return System.getenv("SAC_TEST_TIMESCALE_URL").replaceFirst("/[^/?]+(\\?|$)", "/" + database + "$1");
    }

    private static void administer(String statement) throws SQLException {
        try (Connection connection = DriverManager.getConnection(System.getenv("SAC_TEST_TIMESCALE_URL"));
                var sql = connection.createStatement()) {
            sql.execute(statement);
        }
    }

    @BeforeAll
    static void migrate() throws SQLException {
        administer("drop database if exists " + NAME + " with (force)");
        administer("create database " + NAME);
        Flyway.configure()
                .dataSource(urlOf(NAME), null, null)
                .locations("classpath:db/migration")
                .load()
                .migrate();
    }

    @AfterAll
    static void drop() throws SQLException {
        administer("drop database if exists " + NAME + " with (force)");
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
