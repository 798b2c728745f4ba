package io.sac.testing;

import io.sac.launcher.Migration;
import io.sac.launcher.postgres.Database;
import java.net.URI;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.UUID;

/** A real TimescaleDB, where the environment names one; tests on it are skipped elsewhere. */
public record Timescale(Database server) {
    public static final String MISSING = "no TimescaleDB: set SAC_TEST_TIMESCALE_URL, _USER and _PASSWORD";

    public static Optional<Timescale> find() {
        return Optional.ofNullable(System.getenv("SAC_TEST_TIMESCALE_URL"))
                .filter(url -> !url.isBlank())
                .map(url -> {
                    URI address = URI.create(url.substring("jdbc:".length()));
                    return new Timescale(new Database(
                            address.getHost(),
                            address.getPort(),
                            address.getPath().substring(1),
                            System.getenv().getOrDefault("SAC_TEST_TIMESCALE_USER", "sac"),
                            System.getenv().getOrDefault("SAC_TEST_TIMESCALE_PASSWORD", "")));
                });
    }

    /** Work on a database, which may fail as databases do. */
    public interface Work {
        void on(Database database) throws SQLException;
    }

    /** Does the work on an empty database with the extension in it, which is dropped afterwards. */
    public void withEmptyDatabase(Work work) throws SQLException {
        String name = "sac_test_" + UUID.randomUUID().toString().replace('-', '_');
        execute(server, "create database " + name);
        try {
            Database database = server.named(name);
            execute(database, "create extension if not exists timescaledb");
            work.on(database);
        } finally {
            execute(server, "drop database " + name + " with (force)");
        }
    }

    /** The same with all migrations applied. */
    public void withMigratedDatabase(Work work) throws SQLException {
        withEmptyDatabase(database -> {
            Migration.migrate(database, Timescale.class.getClassLoader());
            work.on(database);
        });
    }

    private static void execute(Database database, String sql) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
