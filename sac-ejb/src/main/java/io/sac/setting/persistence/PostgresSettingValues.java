package io.sac.setting.persistence;

import io.sac.setting.SettingValues;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.persistence.Query;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Values in {@code setting} and {@code user_setting}. */
@ApplicationScoped
public class PostgresSettingValues implements SettingValues {
    @PersistenceContext(unitName = "sac")
    EntityManager entities;

    @Override
    public Optional<String> system(String key) {
        return one(entities.createNativeQuery("select value from setting where key = :key")
                .setParameter("key", key));
    }

    @Override
    public Optional<String> user(long userId, String key) {
        return one(entities.createNativeQuery("select value from user_setting where user_id = :user and key = :key")
                .setParameter("user", userId)
                .setParameter("key", key));
    }

    @Override
    public Map<String, Stored> allSystem() {
        return all(entities.createNativeQuery("select key, value, updated_at from setting"));
    }

    @Override
    public Map<String, Stored> allUser(long userId) {
        return all(entities.createNativeQuery("select key, value, updated_at from user_setting where user_id = :user")
                .setParameter("user", userId));
    }

    @Override
    public void putSystem(String key, String value, long by, Instant now) {
        entities.createNativeQuery("""
                        insert into setting (key, value, updated_at, updated_by) values (:key, :value, :now, :by)
                        on conflict (key) do update
                        set value = excluded.value, updated_at = excluded.updated_at, updated_by = excluded.updated_by
                        """)
                .setParameter("key", key)
                .setParameter("value", value)
                .setParameter("now", now)
                .setParameter("by", by)
                .executeUpdate();
    }

    @Override
    public void putUser(long userId, String key, String value, long by, Instant now) {
        entities.createNativeQuery("""
                        insert into user_setting (user_id, key, value, updated_at, updated_by)
                        values (:user, :key, :value, :now, :by)
                        on conflict (user_id, key) do update
                        set value = excluded.value, updated_at = excluded.updated_at, updated_by = excluded.updated_by
                        """)
                .setParameter("user", userId)
                .setParameter("key", key)
                .setParameter("value", value)
                .setParameter("now", now)
                .setParameter("by", by)
                .executeUpdate();
    }

    @Override
    public boolean removeSystem(String key) {
        return entities.createNativeQuery("delete from setting where key = :key")
                        .setParameter("key", key)
                        .executeUpdate()
                > 0;
    }

    @Override
    public boolean removeUser(long userId, String key) {
        return entities.createNativeQuery("delete from user_setting where user_id = :user and key = :key")
                        .setParameter("user", userId)
                        .setParameter("key", key)
                        .executeUpdate()
                > 0;
    }

    private static Optional<String> one(Query query) {
        return query.getResultList().stream().findFirst().map(String.class::cast);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Stored> all(Query query) {
        List<Object[]> rows = query.getResultList();
        return rows.stream()
                .collect(
                        Collectors.toMap(row -> (String) row[0], row -> new Stored((String) row[1], (Instant) row[2])));
    }
}
