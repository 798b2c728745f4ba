package io.sac.platform.persistence;

import io.sac.platform.HealthProbe;
import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Whether the database answers. */
@ApplicationScoped
public class DatabaseProbe implements HealthProbe {
    private static final int PATIENCE_SECONDS = 3;

    @Resource(lookup = "jdbc/sac")
    DataSource dataSource;

    @Override
    public String name() {
        return "database";
    }

    @Override
    public Result check() {
        try (Connection connection = dataSource.getConnection()) {
            return connection.isValid(PATIENCE_SECONDS) ? Result.well() : Result.down("The database does not answer.");
        } catch (SQLException e) {
            return Result.down("The database cannot be reached.");
        }
    }
}
