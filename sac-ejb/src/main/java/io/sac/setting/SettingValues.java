package io.sac.setting;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** The stored values; what is not stored has its default. */
public interface SettingValues {
    Optional<String> system(String key);

    Optional<String> user(long userId, String key);

    Map<String, Stored> allSystem();

    Map<String, Stored> allUser(long userId);

    void putSystem(String key, String value, long by, Instant now);

    void putUser(long userId, String key, String value, long by, Instant now);

    boolean removeSystem(String key);

    boolean removeUser(long userId, String key);

    /** A value and when it was set. */
    record Stored(String value, Instant updatedAt) {}
}
