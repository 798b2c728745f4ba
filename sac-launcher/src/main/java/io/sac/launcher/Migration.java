package io.sac.launcher;

import io.sac.launcher.postgres.Database;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.output.MigrateResult;

/** Brings a database's schema up to date. */
public final class Migration {
    private static final String LOCATION = "classpath:db/migration";

    private Migration() {}

    /** Applies what is missing of the migrations that the class loader sees; says how many that were. */
    public static int migrate(Database database, ClassLoader migrations) {
        try {
            MigrateResult result = Flyway.configure(migrations)
                    .dataSource(database.url(), database.user(), database.password())
                    .locations(LOCATION)
                    .failOnMissingLocations(true)
                    .validateMigrationNaming(true)
                    .connectRetries(2)
                    .load()
                    .migrate();
            return result.migrationsExecuted;
        } catch (FlywayException e) {
            throw new LauncherException(
                    ExitCode.DATABASE,
                    "The database's schema could not be brought up to date: "
                            + firstLine(String.valueOf(e.getMessage())),
                    e);
        }
    }

    private static String firstLine(String message) {
        return message.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .findFirst()
                .orElse(message);
    }
}
