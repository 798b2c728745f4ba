package io.sac.provider;

import org.jspecify.annotations.Nullable;

/** A model provider that SAC knows: one entry of {@code providers/presets.json}. */
public record ProviderPreset(
        String preset,
        String name,
        String description,
        @Nullable String baseUrl,
        boolean baseUrlEditable,
        boolean needsKey,
        @Nullable String keyHelpUrl,
        @Nullable Boolean throughSac,
        ModelAccess.Authentication authentication,
        ProviderModels models,
        @Nullable Boolean testModelsList) {

    /** How a CLI reaches this provider with what an agent has of its own; the rest are the preset's defaults. */
    public ModelAccess access(
            @Nullable String ownBaseUrl,
            @Nullable String key,
            @Nullable String small,
            @Nullable String medium,
            @Nullable String large) {
        return new ModelAccess(
                preset,
                isThroughSac(),
                ownBaseUrl == null ? baseUrl : ownBaseUrl,
                key == null ? ModelAccess.Authentication.NONE : authentication,
                key,
                small == null ? models.small() : small,
                medium == null ? models.medium() : medium,
                large == null ? models.large() : large);
    }

    /** Whether the server itself answers for this provider. */
    public boolean isThroughSac() {
        return Boolean.TRUE.equals(throughSac);
    }

    boolean isTestedByModelsList() {
        return Boolean.TRUE.equals(testModelsList);
    }

    /** What clients see of it. */
    public View view() {
        return new View(preset, name, description, baseUrl, baseUrlEditable, needsKey, keyHelpUrl, models);
    }

    /** A preset as clients see it. */
    public record View(
            String preset,
            String name,
            String description,
            @Nullable String baseUrl,
            boolean baseUrlEditable,
            boolean needsKey,
            @Nullable String keyHelpUrl,
            ProviderModels models) {}
}
