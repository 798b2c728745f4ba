package io.sac.agent;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The stages of one start or stop, in order. Going on to a later stage finishes the earlier ones. */
public record Stages(List<Stage> list) {
    private static final List<StageId> OF_A_START =
            List.of(StageId.PREPARING, StageId.INSTALLING, StageId.STARTING, StageId.CONNECTING, StageId.READY);

    public Stages {
        list = List.copyOf(list);
    }

    static Stages none() {
        return new Stages(List.of());
    }

    static Stages stopping(Instant now) {
        return new Stages(List.of(Stage.waiting(StageId.STOPPING).running(null, null, now)));
    }

    Stages at(StageId stage, @Nullable Integer percent, @Nullable String message, Instant now) {
        if (stage == StageId.STOPPING) {
            return stopping(now);
        }
        List<Stage> next = new ArrayList<>();
        for (StageId each : OF_A_START) {
            Stage before = find(each);
            if (each == stage) {
                next.add(before.running(percent, message, now));
            } else if (each.ordinal() < stage.ordinal()) {
                next.add(before.state().equals("done") ? before : before.done(now));
            } else {
                next.add(Stage.waiting(each));
            }
        }
        return new Stages(next);
    }

    Stages finished(Instant now) {
        return new Stages(at(StageId.READY, null, null, now).list().stream()
                .map(stage -> stage.is(StageId.READY) ? stage.done(now) : stage)
                .toList());
    }

    Stages failed(String words, Instant now) {
        return new Stages(list.stream()
                .map(stage -> stage.isRunning() ? stage.failed(words, now) : stage)
                .toList());
    }

    /** The id of the stage that runs now. */
    @Nullable
    String running() {
        return list.stream().filter(Stage::isRunning).map(Stage::id).findFirst().orElse(null);
    }

    private Stage find(StageId id) {
        return list.stream().filter(stage -> stage.is(id)).findFirst().orElseGet(() -> Stage.waiting(id));
    }
}
