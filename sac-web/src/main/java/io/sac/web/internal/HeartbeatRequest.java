package io.sac.web.internal;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.sac.output.AgentNotice;
import io.sac.sandbox.SessionState;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A sidecar's sign of life; a newer sidecar may say more than this server understands. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record HeartbeatRequest(
        @Nullable String version,
        @Nullable Integer port,
        @Nullable @Size(max = 1000) List<SessionState> sessions,
        @Nullable Long outputQueued,
        @Nullable @Size(max = 100) List<@NotNull @Valid AgentNotice> notices) {}
