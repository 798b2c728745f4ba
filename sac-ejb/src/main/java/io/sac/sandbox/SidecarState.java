package io.sac.sandbox;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a sidecar says of itself. */
public record SidecarState(
        @Nullable String version,
        @Nullable List<SessionState> sessions,
        @Nullable Output output,
        @Nullable Limits limits) {

    /** How many files wait to be sent, and how changes are seen. */
    public record Output(long queued, @Nullable String watching) {}

    /** Whether memory and processes are really limited. */
    public record Limits(boolean memory, boolean pids) {}
}
