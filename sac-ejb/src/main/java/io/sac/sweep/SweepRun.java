package io.sac.sweep;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** When a sweep last ran, how much it found to do, and why it failed if it did. */
public record SweepRun(
        String name,
        @Nullable Instant lastStartedAt,
        @Nullable Instant lastFinishedAt,
        @Nullable Long lastCount,
        @Nullable String lastError) {}
