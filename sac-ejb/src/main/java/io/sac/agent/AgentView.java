package io.sac.agent;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An agent as its owner sees it; secrets only by whether they are set and their last four characters. */
public record AgentView(
        long id,
        String name,
        String description,
        String icon,
        String instructions,
        String harness,
        Provider provider,
        @Nullable String permissionMode,
        List<Variable> variables,
        String status,
        @Nullable String stage,
        List<Stage> stages,
        @Nullable Reason reason,
        boolean restartNeeded,
        Instant createdAt,
        Instant updatedAt) {

    /** The model provider without its key. */
    public record Provider(String preset, @Nullable String baseUrl, SecretState key, Models models) {}

    /** Which model stands behind each of the CLI's sizes; what is absent is the provider's default. */
    public record Models(
            @Nullable String small,
            @Nullable String medium,
            @Nullable String large) {}

    /** A variable; its value is text, or for a secret a {@link SecretState}. */
    public record Variable(String name, Object value, boolean secret) {}

    /** All that is ever told about a secret. */
    public record SecretState(boolean set, @Nullable String last4) {}
}
