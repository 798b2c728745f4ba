package io.sac.objectstore.persistence;

import io.sac.objectstore.ObjectKey;
import io.sac.objectstore.StoredObjectRepository;
import io.sac.platform.persistence.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The ledger in the table {@code stored_object}. */
@ApplicationScoped
public class SqlStoredObjectRepository implements StoredObjectRepository {
    private final Sql sql;

    @SuppressWarnings("NullAway") // for the proxy only
    protected SqlStoredObjectRepository() {
        this(null);
    }

    @Inject
    public SqlStoredObjectRepository(Sql sql) {
        this.sql = sql;
    }

    @Override
    public void intend(ObjectKey key, Instant now) {
        sql.update(
                "insert into stored_object (object_key, state, created_at, changed_at) values (?, 'intent', ?, ?)",
                key.value(),
                now,
                now);
    }

    @Override
    public boolean confirm(ObjectKey key, Instant now) {
        return sql.update(
                        "update stored_object set state = 'stored', changed_at = ? where object_key = ? and state = 'intent'",
                        now,
                        key.value())
                == 1;
    }

    @Override
    public void giveUp(ObjectKey key, Instant now) {
        sql.update(
                "update stored_object set state = 'doomed', changed_at = ? where object_key = ? and state = 'intent'",
                now,
                key.value());
    }

    @Override
    public int doomIntents(Instant before, Instant now, int limit) {
        return sql.update("""
                update stored_object set state = 'doomed', changed_at = ?
                where object_key in (
                    select object_key from stored_object where state = 'intent' and changed_at < ?
                    order by changed_at limit ? for update skip locked)
                """, now, before, limit);
    }

    @Override
    public List<ObjectKey> claimDoomed(Instant doomedBefore, Instant now, int limit) {
        return sql.list(SqlStoredObjectRepository::key, """
                update stored_object set changed_at = ?
                where object_key in (
                    select object_key from stored_object where state = 'doomed' and changed_at < ?
                    order by changed_at limit ? for update skip locked)
                returning object_key
                """, now, doomedBefore, limit);
    }

    @Override
    public void forget(Collection<ObjectKey> keys) {
        sql.update("delete from stored_object where state = 'doomed' and object_key = any (?)", (Object) values(keys));
    }

    @Override
    public Set<ObjectKey> known(Collection<ObjectKey> keys) {
        return new HashSet<>(sql.list(
                SqlStoredObjectRepository::key,
                "select object_key from stored_object where object_key = any (?)",
                (Object) values(keys)));
    }

    @Override
    public List<ObjectKey> stored(@Nullable ObjectKey after, int limit) {
        return sql.list(
                SqlStoredObjectRepository::key,
                "select object_key from stored_object where state = 'stored' and object_key > ? order by object_key limit ?",
                after == null ? "" : after.value(),
                limit);
    }

    private static String[] values(Collection<ObjectKey> keys) {
        return keys.stream().map(ObjectKey::value).toArray(String[]::new);
    }

    private static ObjectKey key(ResultSet row) throws SQLException {
        return new ObjectKey(row.getString("object_key"));
    }
}
