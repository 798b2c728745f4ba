package io.sac.platform.persistence;

import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** SQL outside a container: each call commits by itself, unless it is made inside {@link #inTransaction}. */
public final class TestSql implements Sql {
    private final Connections connections;
    private final ThreadLocal<@Nullable Connection> current = new ThreadLocal<>();

    public TestSql(Connections connections) {
        this.connections = connections;
    }

    /** Opens connections. */
    @FunctionalInterface
    public interface Connections {
        Connection open() throws SQLException;
    }

    @Override
    public <T extends @Nullable Object> T with(Work<T> work) {
        Connection transaction = current.get();
        try {
            if (transaction != null) {
                return work.on(transaction);
            }
            try (Connection connection = connections.open()) {
                return work.on(connection);
            }
        } catch (SQLException e) {
            throw new AssertionError(e.getMessage(), e);
        }
    }

    /** Runs the work in one transaction of the calling thread. */
    public void inTransaction(Runnable work) {
        try (Connection connection = connections.open()) {
            connection.setAutoCommit(false);
            current.set(connection);
            work.run();
            connection.commit();
        } catch (SQLException e) {
            throw new AssertionError(e.getMessage(), e);
        } finally {
            current.remove();
        }
    }

    /** An agent with an owner, for rows that must belong to one. */
    public long newAgent() {
        return with(connection -> {
            try (var statement = connection.createStatement()) {
                var user = statement.executeQuery("""
                        insert into app_user (username, username_key, display_name, role, password_hash, created_at, updated_at)
                        values ('u', gen_random_uuid()::text, 'U', 'user', '-', now(), now()) returning id
                        """);
                user.next();
                var agent = statement.executeQuery("""
                        insert into agent (owner_id, name, harness, provider_preset, created_at, updated_at)
                        values (%d, 'a', 'shell', 'demo', now(), now()) returning id
                        """.formatted(user.getLong(1)));
                agent.next();
                return agent.getLong(1);
            }
        });
    }
}
