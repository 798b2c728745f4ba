package io.sac.wiring;

import io.sac.event.Events;
import io.sac.event.NewEvent;
import io.sac.problem.ProblemType;
import io.sac.problem.SacException;
import jakarta.annotation.Resource;
import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.util.Map;
import javax.sql.DataSource;

/** Changes something and says no afterwards, or looks at what its own transaction has written so far. */
@Stateless
public class Trouble {
    @Inject
    Events events;

    @Resource(lookup = "jdbc/sac")
    DataSource database;

    /** Renames the user and refuses then. */
    public void renameAndRefuse(long userId) {
        rename(userId);
        events.publish(userId, new NewEvent("wiring.refused", null, null, Map.of()));
        throw new SacException(ProblemType.CONFLICT, "No.");
    }

    /** Publishes; answers how many events of the user this transaction sees before it ends. */
    public long publishAndCount(long userId) {
        events.publish(userId, new NewEvent("wiring.published", null, null, Map.of()));
        rename(userId);
        try (var connection = database.getConnection();
                var query = connection.prepareStatement("select count(*) from user_event where stream = ?")) {
            query.setLong(1, userId);
            try (var rows = query.executeQuery()) {
                rows.next();
                return rows.getLong(1);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void rename(long userId) {
        try (var connection = database.getConnection();
                var update = connection.prepareStatement("update app_user set display_name = 'renamed' where id = ?")) {
            update.setLong(1, userId);
            update.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
