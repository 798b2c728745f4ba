package io.sac.provider;

import org.jspecify.annotations.Nullable;

/** Which model stands behind each of a CLI's sizes; absent is the CLI's own choice. */
public record ProviderModels(
        @Nullable String small,
        @Nullable String medium,
        @Nullable String large) {
    static final ProviderModels NONE = new ProviderModels(null, null, null);
}
