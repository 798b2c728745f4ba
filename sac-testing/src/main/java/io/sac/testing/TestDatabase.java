package io.sac.testing;

import io.sac.launcher.postgres.Database;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.postgresql.ds.PGSimpleDataSource;

/** A database of a test class's own, with all migrations applied and nothing in it. */
public record TestDatabase(Database database) {

    public String url() {
        return database.url();
    }

    public String user() {
        return database.user();
    }

    public String password() {
        return database.password();
    }

    public Connection connect() throws SQLException {
        return database.connect();
    }

    /** Runs statements one after the other, each in its own transaction. */
    public void execute(String... statements) {
        try (Connection connection = connect();
                var statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new AssertionError(e.getMessage(), e);
        }
    }

    /** Every row of every table as text. */
    public List<String> rows() {
        return column("select tablename from pg_tables where schemaname = 'public'").stream()
                .flatMap(table -> rows(table).stream())
                .toList();
    }

    /** Every row of a table as text. */
    public List<String> rows(String table) {
        return column("select t::text from \"" + table + "\" t");
    }

    private List<String> column(String query) {
        List<String> values = new ArrayList<>();
        try (Connection connection = connect();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            while (rows.next()) {
                values.add(rows.getString(1));
            }
            return values;
        } catch (SQLException e) {
            throw new AssertionError(e.getMessage(), e);
        }
    }

    /**
     * What makes the persistence unit {@code sac} of the application work on this database outside of a container:
     * {@code Persistence.createEntityManagerFactory("sac", database.persistenceProperties())}.
     */
    public Map<String, Object> persistenceProperties() {
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put("jakarta.persistence.transactionType", "RESOURCE_LOCAL");
        // It stands where the application's own data source is named, which exists in a container only.
        var source = new PGSimpleDataSource();
        source.setUrl(url());
        source.setUser(user());
        source.setPassword(password());
        properties.put("jakarta.persistence.jtaDataSource", source);
        properties.put(
                "hibernate.transaction.jta.platform",
                "org.hibernate.engine.transaction.jta.platform.internal.NoJtaPlatform");
        properties.put("hibernate.transaction.coordinator_class", "jdbc");
        return properties;
    }
}
