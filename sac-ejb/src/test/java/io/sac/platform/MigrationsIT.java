package io.sac.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sac.launcher.Migration;
import io.sac.testing.DatabaseExtension;
import io.sac.testing.TestDatabase;
import io.sac.testing.Timescale;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(DatabaseExtension.class)
class MigrationsIT {
    private static final Path FOLDER = Path.of("src/main/resources/db/migration");

    private final TestDatabase database;

    MigrationsIT(TestDatabase database) {
        this.database = database;
    }

    @Test
    void migrateShouldDoNothingTheSecondTime() {
        assertThat(migrate(database)).isZero();
    }

    @Test
    void databaseShouldCompareTextByCodePoint() throws SQLException {
        assertThat(texts(
                        database,
                        "select pg_encoding_to_char(encoding) || ' ' || ('Z' < 'a') from pg_database"
                                + " where datname = current_database()"))
                .containsExactly("UTF8 true");
    }

    @Test
    void everyMigrationShouldSayWhyInItsFirstLine() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            List<Path> migrations =
                    files.filter(file -> file.toString().endsWith(".sql")).toList();
            assertThat(migrations)
                    .isNotEmpty()
                    .allSatisfy(file ->
                            assertThat(Files.readAllLines(file).getFirst()).startsWith("-- "));
        }
    }

    @Test
    void everyTableShouldHaveAPrimaryKey() throws SQLException {
        assertThat(texts(database, """
                        select c.relname from pg_class c
                        where c.relkind in ('r', 'p') and c.relnamespace = 'public'::regnamespace
                          and not exists (select 1 from pg_constraint k where k.conrelid = c.oid and k.contype = 'p')
                          and c.relname <> 'flyway_schema_history'
                        order by 1
                        """)).isEmpty();
    }

    @Test
    void migrateShouldWorkOnTimescaleFromEmptyAndTwice() throws SQLException {
        Timescale timescale = Timescale.find().orElse(null);
        assumeTrue(timescale != null, Timescale.MISSING);
        timescale.withEmptyDatabase(empty -> {
            var fresh = new TestDatabase(empty);
            assertThat(migrate(fresh)).isPositive();
            assertThat(migrate(fresh)).isZero();
            assertThat(texts(fresh, "select hypertable_name::text from timescaledb_information.hypertables"))
                    .isNotEmpty();
        });
    }

    private int migrate(TestDatabase target) {
        return Migration.migrate(target.database(), getClass().getClassLoader());
    }

    private static List<String> texts(TestDatabase database, String query) throws SQLException {
        try (Connection connection = database.connect();
                var statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            List<String> texts = new ArrayList<>();
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
            return texts;
        }
    }
}
