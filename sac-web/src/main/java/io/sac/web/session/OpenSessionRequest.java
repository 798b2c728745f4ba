package io.sac.web.session;

import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.validation.constraints.NotNull;
import org.jspecify.annotations.Nullable;

/** Asks for an agent's live session, or for another one. */
public record OpenSessionRequest(
        @NotNull Long agentId,
        @JsonProperty("new") @Nullable Boolean another) {}
