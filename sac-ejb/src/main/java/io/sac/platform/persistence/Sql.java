package io.sac.platform.persistence;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Plain SQL on the connection of the current transaction, for what object mapping has no words for: upserts, keyset
 * pages, partitions and statements over thousands of rows.
 */
public interface Sql {

    /** Runs the work on the transaction's own connection, which stays open. */
    <T extends @Nullable Object> T with(Work<T> work);

    /** Some statements. */
    @FunctionalInterface
    interface Work<T extends @Nullable Object> {
        T on(Connection connection) throws SQLException;
    }

    /** Makes a value of the row at which the result stands. */
    @FunctionalInterface
    interface RowReader<T> {
        T read(ResultSet row) throws SQLException;
    }

    /** Runs one statement and tells how many rows it changed. Parameters may be times and arrays of text. */
    default int update(String statement, @Nullable Object... parameters) {
        return with(connection -> {
            try (PreparedStatement prepared = prepare(connection, statement, parameters)) {
                return prepared.executeUpdate();
            }
        });
    }

    /** Runs one query, or a statement that returns rows. */
    default <T> List<T> list(RowReader<T> reader, String query, @Nullable Object... parameters) {
        return with(connection -> {
            try (PreparedStatement prepared = prepare(connection, query, parameters);
                    ResultSet rows = prepared.executeQuery()) {
                var found = new ArrayList<T>();
                while (rows.next()) {
                    found.add(reader.read(rows));
                }
                return found;
            }
        });
    }

    /** Runs a query for at most one row. */
    default <T> Optional<T> find(RowReader<T> reader, String query, @Nullable Object... parameters) {
        return list(reader, query, parameters).stream().findFirst();
    }

    /** The time in a column that is never null. */
    static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    private static PreparedStatement prepare(Connection connection, String text, @Nullable Object... parameters)
            throws SQLException {
        PreparedStatement prepared = connection.prepareStatement(text);
        for (int i = 0; i < parameters.length; i++) {
            switch (parameters[i]) {
                case Instant time -> prepared.setObject(i + 1, time.atOffset(ZoneOffset.UTC));
                case String[] texts -> prepared.setArray(i + 1, connection.createArrayOf("text", texts));
                case null, default -> prepared.setObject(i + 1, parameters[i]);
            }
        }
        return prepared;
    }
}
