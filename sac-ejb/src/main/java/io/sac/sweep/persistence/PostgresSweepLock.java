package io.sac.sweep.persistence;

import io.sac.problem.ProblemType;
import io.sac.problem.SacException;
import io.sac.sweep.SweepLock;
import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A session-level advisory lock on a connection that is held, outside any transaction, as long as the sweep lasts: it
 * goes with the connection when this server dies.
 */
@ApplicationScoped
public class PostgresSweepLock implements SweepLock {
    private static final Logger LOG = LoggerFactory.getLogger(PostgresSweepLock.class);

    @Resource(lookup = "jdbc/sac")
    DataSource database;

    @SuppressWarnings("NullAway.Init") // database comes from the container
    public PostgresSweepLock() {}

    @Override
    public boolean ifFree(String name, Runnable work) {
        try (Connection connection = database.getConnection()) {
            if (!ask(connection, "select pg_try_advisory_lock(hashtextextended(?, 8191))", name)) {
                return false;
            }
            try {
                work.run();
            } finally {
                unlock(connection, name);
            }
            return true;
        } catch (SQLException e) {
            throw new SacException(ProblemType.DATABASE_UNAVAILABLE, "The database cannot be reached.", e);
        }
    }

    private static void unlock(Connection connection, String name) {
        try {
            ask(connection, "select pg_advisory_unlock(hashtextextended(?, 8191))", name);
        } catch (SQLException e) {
            LOG.debug("sweep {}: its lock went with its connection", name, e);
        }
    }

    private static boolean ask(Connection connection, String query, String name) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(query)) {
            statement.setString(1, name);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }
}
