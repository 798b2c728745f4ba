package io.sac.setting;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A setting with its value, as administrators see it. */
public record SettingDetails(
        String key,
        Object value,
        Object defaultValue,
        boolean overridden,
        String description,
        String type,
        @Nullable List<String> choices,
        @Nullable Long minimum,
        @Nullable Long maximum,
        boolean perUser,
        @Nullable Instant updatedAt) {}
