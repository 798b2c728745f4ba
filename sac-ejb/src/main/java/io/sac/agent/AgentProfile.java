package io.sac.agent;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What is configured of an agent, with its secrets as ciphertext. */
public record AgentProfile(
        String name,
        String description,
        String icon,
        String instructions,
        String harness,
        String providerPreset,
        @Nullable String providerBaseUrl,
        @Nullable String providerKey,
        @Nullable String providerKeyLast4,
        @Nullable String modelSmall,
        @Nullable String modelMedium,
        @Nullable String modelLarge,
        @Nullable String permissionMode,
        List<AgentVariable> variables) {

    /** Whether a sandbox started with the one would be the same as one started with the other. */
    boolean sameForTheSandbox(AgentProfile other) {
        return sandboxSettings().equals(other.sandboxSettings());
    }

    private List<Object> sandboxSettings() {
        return List.of(
                instructions,
                harness,
                providerPreset,
                Objects.requireNonNullElse(providerBaseUrl, ""),
                Objects.requireNonNullElse(providerKey, ""),
                Objects.requireNonNullElse(modelSmall, ""),
                Objects.requireNonNullElse(modelMedium, ""),
                Objects.requireNonNullElse(modelLarge, ""),
                Objects.requireNonNullElse(permissionMode, ""),
                variables);
    }

    @Override
    public String toString() {
        return "AgentProfile[" + name + "]";
    }
}
