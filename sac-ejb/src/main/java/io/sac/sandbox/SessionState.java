package io.sac.sandbox;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a sidecar says of one of its sessions.
 *
 * @param status {@code starting}, {@code ready} or {@code ended}
 * @param epoch names one unbroken life of the byte stream
 * @param activity {@code working}, {@code waiting} or {@code idle}
 * @param exitCode how the program ended, once it has; 128 and more for a signal
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record SessionState(
        UUID sessionId,
        String status,
        @Nullable String epoch,
        long offset,
        @Nullable String activity,
        @Nullable Long pid,
        @Nullable Instant startedAt,
        @Nullable Integer exitCode,
        @Nullable String conversationId) {}
