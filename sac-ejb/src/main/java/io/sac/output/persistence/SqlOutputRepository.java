package io.sac.output.persistence;

import io.sac.objectstore.ObjectKey;
import io.sac.objectstore.StoredContent;
import io.sac.output.OutputFile;
import io.sac.output.OutputPath;
import io.sac.output.OutputRepository;
import io.sac.output.OutputRow;
import io.sac.output.OutputUpload;
import io.sac.output.OutputUsage;
import io.sac.output.Tombstone;
import io.sac.platform.persistence.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Output files in SQL: paths are compared byte by byte (collation C), so a folder is a range of paths. */
@ApplicationScoped
public class SqlOutputRepository implements OutputRepository {
    private static final String COLUMNS = "id, agent_id, path, object_key, size, sha256, content_type, revision,"
            + " modified_at, created_at, changed_at";
    /** The highest code point, which no text of a path goes past. */
    private static final String BEHIND_EVERY_PATH =
            Character.toString(Character.MAX_CODE_POINT).repeat(2);

    private final Sql sql;

    @SuppressWarnings("NullAway") // for the proxy only
    protected SqlOutputRepository() {
        this(null);
    }

    @Inject
    public SqlOutputRepository(Sql sql) {
        this.sql = sql;
    }

    @Override
    public Optional<OutputUsage> lock(long agentId) {
        // First the agent, as everywhere: its deletion locks in the same order.
        if (sql.find(row -> row.getLong(1), "select id from agent where id = ? for key share", agentId)
                .isEmpty()) {
            return Optional.empty();
        }
        sql.update("insert into output_usage (agent_id) values (?) on conflict do nothing", agentId);
        return sql.find(
                SqlOutputRepository::usage,
                "select file_count, byte_count from output_usage where agent_id = ? for update",
                agentId);
    }

    @Override
    public OutputUsage usage(long agentId) {
        return sql.find(
                        SqlOutputRepository::usage,
                        "select file_count, byte_count from output_usage where agent_id = ?",
                        agentId)
                .orElse(new OutputUsage(0, 0));
    }

    @Override
    public Optional<OutputRow> find(long agentId, OutputPath path) {
        return sql.find(
                SqlOutputRepository::row,
                "select " + COLUMNS + " from output_file where agent_id = ? and path = ?",
                agentId,
                path.value());
    }

    @Override
    public OutputRow save(
            long agentId, OutputUpload upload, ObjectKey key, StoredContent content, String type, Instant now) {
        long before = sql.find(
                        row -> row.getLong(1),
                        "select size from output_file where agent_id = ? and path = ?",
                        agentId,
                        upload.path().value())
                .orElse(-1L);
        sql.update(
                """
                insert into output_file (agent_id, path, object_key, size, sha256, content_type, revision, modified_at,
                    created_at, changed_at)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                on conflict (agent_id, path) do update set object_key = excluded.object_key, size = excluded.size,
                    sha256 = excluded.sha256, content_type = excluded.content_type, revision = excluded.revision,
                    modified_at = excluded.modified_at, changed_at = excluded.changed_at
                """,
                agentId,
                upload.path().value(),
                key.value(),
                content.size(),
                content.sha256(),
                type,
                upload.revision(),
                upload.modifiedAt(),
                now,
                now);
        addToUsage(agentId, before < 0 ? 1 : 0, content.size() - Math.max(before, 0));
        return find(agentId, upload.path()).orElseThrow();
    }

    @Override
    public void touch(long rowId, long revision, Instant modifiedAt) {
        sql.update("update output_file set revision = ?, modified_at = ? where id = ?", revision, modifiedAt, rowId);
    }

    @Override
    public int delete(long agentId, OutputPath path, @Nullable Long revision) {
        long newest = revision == null ? Long.MAX_VALUE : revision;
        List<Long> sizes;
        if (path.isFolder()) {
            sizes = sql.list(
                    row -> row.getLong(1),
                    "delete from output_file where agent_id = ? and path >= ? and path < ? and revision <= ? returning size",
                    agentId,
                    path.value(),
                    path.end(),
                    newest);
        } else {
            sizes = sql.list(
                    row -> row.getLong(1),
                    "delete from output_file where agent_id = ? and path = ? and revision <= ? returning size",
                    agentId,
                    path.value(),
                    newest);
        }
        if (!sizes.isEmpty()) {
            addToUsage(
                    agentId,
                    -sizes.size(),
                    -sizes.stream().mapToLong(Long::longValue).sum());
        }
        return sizes.size();
    }

    @Override
    public List<Tombstone> tombstones(long agentId, OutputPath path) {
        return sql.list(
                row -> new Tombstone(
                        row.getString("path"),
                        row.getObject("revision", Long.class),
                        row.getBoolean("pending"),
                        Sql.instant(row, "created_at")),
                "select path, revision, pending, created_at from output_tombstone where agent_id = ? and path = any (?)",
                agentId,
                path.selfAndFolders().toArray(String[]::new));
    }

    @Override
    public void bury(long agentId, OutputPath path, @Nullable Long revision, boolean pending, Instant now) {
        sql.update("""
                insert into output_tombstone (agent_id, path, revision, pending, created_at) values (?, ?, ?, ?, ?)
                on conflict (agent_id, path) do update set revision = excluded.revision, pending = excluded.pending,
                    created_at = excluded.created_at
                """, agentId, path.value(), revision, pending, now);
    }

    @Override
    public void exhume(long agentId, OutputPath path) {
        sql.update("delete from output_tombstone where agent_id = ? and path = ?", agentId, path.value());
    }

    @Override
    public List<String> pendingTombstones(long agentId, int limit) {
        return sql.list(
                row -> row.getString(1),
                "select path from output_tombstone where agent_id = ? and pending order by created_at, path limit ?",
                agentId,
                limit);
    }

    @Override
    public int removeTombstones(Instant settledBefore, int limit) {
        return sql.update("""
                delete from output_tombstone where (agent_id, path) in (
                    select agent_id, path from output_tombstone where not pending and created_at < ? limit ?)
                """, settledBefore, limit);
    }

    @Override
    public List<OutputFile> level(long agentId, OutputPath folder, @Nullable LevelPosition after, int limit) {
        return sql.list(
                row -> child(agentId, folder, row),
                """
                with below as (
                    select substr(path, length(?) + 1) as rest, f.*
                    from output_file f where agent_id = ? and path >= ? and path < ?),
                child as (
                    select split_part(rest, '/', 1) as name, position('/' in rest) > 0 as directory, sum(size) as size,
                        max(sha256) as sha256, max(content_type) as content_type, max(revision) as revision,
                        max(modified_at) as modified_at, min(created_at) as created_at, max(changed_at) as changed_at
                    from below group by 1, 2)
                select * from child
                where (not directory, name collate "C") > (?, ?)
                order by not directory, name collate "C" limit ?
                """,
                folder.value(),
                agentId,
                folder.value(),
                endOf(folder),
                after != null && !after.directory(),
                after == null ? "" : after.name(),
                limit);
    }

    @Override
    public List<OutputRow> beneath(long agentId, OutputPath folder, @Nullable String after, int limit) {
        return sql.list(
                SqlOutputRepository::row,
                "select " + COLUMNS
                        + " from output_file where agent_id = ? and path > ? and path < ? order by path limit ?",
                agentId,
                after == null ? folder.value() : after,
                endOf(folder),
                limit);
    }

    @Override
    public List<OutputRow> recent(long agentId, @Nullable RecentPosition after, int limit) {
        if (after == null) {
            return sql.list(
                    SqlOutputRepository::row,
                    "select " + COLUMNS
                            + " from output_file where agent_id = ? order by changed_at desc, id desc limit ?",
                    agentId,
                    limit);
        }
        return sql.list(
                SqlOutputRepository::row,
                "select " + COLUMNS + " from output_file where agent_id = ? and (changed_at, id) < (?, ?)"
                        + " order by changed_at desc, id desc limit ?",
                agentId,
                after.changedAt(),
                after.id(),
                limit);
    }

    @Override
    public List<OutputRow> withKeys(List<ObjectKey> keys) {
        return sql.list(
                SqlOutputRepository::row, "select " + COLUMNS + " from output_file where object_key = any (?)", (Object)
                        keys.stream().map(ObjectKey::value).toArray(String[]::new));
    }

    private void addToUsage(long agentId, long files, long bytes) {
        sql.update(
                "update output_usage set file_count = file_count + ?, byte_count = byte_count + ? where agent_id = ?",
                files,
                bytes,
                agentId);
    }

    private static String endOf(OutputPath folder) {
        return folder.isRoot() ? BEHIND_EVERY_PATH : folder.end();
    }

    private static OutputUsage usage(ResultSet row) throws SQLException {
        return new OutputUsage(row.getLong("file_count"), row.getLong("byte_count"));
    }

    private static OutputFile child(long agentId, OutputPath folder, ResultSet row) throws SQLException {
        boolean directory = row.getBoolean("directory");
        String name = row.getString("name");
        return new OutputFile(
                agentId,
                name,
                folder.value() + name + (directory ? "/" : ""),
                row.getLong("size"),
                directory,
                directory ? null : row.getString("content_type"),
                directory ? null : row.getString("sha256"),
                directory ? null : (Long) row.getLong("revision"),
                Sql.instant(row, "modified_at"),
                Sql.instant(row, "created_at"),
                Sql.instant(row, "changed_at"));
    }

    private static OutputRow row(ResultSet row) throws SQLException {
        return new OutputRow(
                row.getLong("id"),
                row.getLong("agent_id"),
                new OutputPath(row.getString("path")),
                new ObjectKey(row.getString("object_key")),
                row.getLong("size"),
                row.getString("sha256"),
                row.getString("content_type"),
                row.getLong("revision"),
                Sql.instant(row, "modified_at"),
                Sql.instant(row, "created_at"),
                Sql.instant(row, "changed_at"));
    }
}
