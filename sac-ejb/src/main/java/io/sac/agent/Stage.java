package io.sac.agent;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One stage as clients see it: waiting, running, done or failed, with a percentage where there is a real one. */
public record Stage(
        String id,
        String state,
        @Nullable Integer percent,
        @Nullable String message,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt) {

    static Stage waiting(StageId id) {
        return new Stage(id.word(), "waiting", null, null, null, null);
    }

    boolean is(StageId other) {
        return id.equals(other.word());
    }

    boolean isRunning() {
        return state.equals("running");
    }

    Stage running(@Nullable Integer percentDone, @Nullable String words, Instant now) {
        return new Stage(id, "running", percentDone, words, startedAt == null ? now : startedAt, null);
    }

    Stage done(Instant now) {
        return new Stage(id, "done", percent == null ? null : 100, null, startedAt == null ? now : startedAt, now);
    }

    Stage failed(String words, Instant now) {
        return new Stage(id, "failed", percent, words, startedAt == null ? now : startedAt, now);
    }
}
