package io.sac.setting;

import org.jspecify.annotations.Nullable;

/** A setting has another value now; fired inside the transaction of the change. A user id means: only for that user. */
public record SettingChanged(
        String key, Object value, @Nullable Long userId) {}
