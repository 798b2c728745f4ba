package io.sac.sweep.persistence;

import io.sac.platform.persistence.Sql;
import io.sac.sweep.SweepRun;
import io.sac.sweep.SweepRunRepository;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The table {@code sweep_run}. */
@ApplicationScoped
public class SqlSweepRunRepository implements SweepRunRepository {
    private final Sql sql;

    @SuppressWarnings("NullAway") // for the proxy only
    protected SqlSweepRunRepository() {
        this(null);
    }

    @Inject
    public SqlSweepRunRepository(Sql sql) {
        this.sql = sql;
    }

    @Override
    public void started(String name, Instant at) {
        sql.update("""
                insert into sweep_run (name, last_started_at) values (?, ?)
                on conflict (name) do update set last_started_at = excluded.last_started_at
                """, name, at);
    }

    @Override
    public void finished(String name, Instant startedAt, Instant at, long count) {
        save(name, startedAt, at, count, null);
    }

    @Override
    public void failed(String name, Instant startedAt, Instant at, String why) {
        save(name, startedAt, at, null, why);
    }

    @Override
    public List<SweepRun> all() {
        return sql.list(
                row -> new SweepRun(
                        row.getString("name"),
                        time(row, "last_started_at"),
                        time(row, "last_finished_at"),
                        row.getObject("last_count", Long.class),
                        row.getString("last_error")),
                "select name, last_started_at, last_finished_at, last_count, last_error from sweep_run order by name");
    }

    private void save(String name, Instant startedAt, Instant at, @Nullable Long count, @Nullable String why) {
        sql.update("""
                insert into sweep_run (name, last_started_at, last_finished_at, last_count, last_error)
                values (?, ?, ?, ?, ?)
                on conflict (name) do update set last_started_at = excluded.last_started_at,
                    last_finished_at = excluded.last_finished_at, last_count = excluded.last_count,
                    last_error = excluded.last_error
                """, name, startedAt, at, count, why);
    }

    private static @Nullable Instant time(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }
}
