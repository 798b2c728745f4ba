package io.sac.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.sac.launcher.Migration;
import io.sac.testing.DatabaseExtension;
import io.sac.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(DatabaseExtension.class)
class MigrationsIT {
    private final TestDatabase database;

    MigrationsIT(TestDatabase database) {
        this.database = database;
    }

    @Test
    void migrateShouldDoNothingTheSecondTime() {
        assertThat(Migration.migrate(database.database(), getClass().getClassLoader()))
                .isZero();
    }

    @Test
    void databaseShouldCompareTextByCodePoint() throws SQLException {
        try (Connection connection = database.connect();
                var rows = connection
                        .createStatement()
                        .executeQuery("select 'Z' < 'a', pg_encoding_to_char(encoding), "
                                + "datcollate from pg_database where datname = current_database()")) {
            rows.next();
            assertThat(rows.getBoolean(1)).isTrue();
            assertThat(rows.getString(2)).isEqualTo("UTF8");
        }
    }
}
