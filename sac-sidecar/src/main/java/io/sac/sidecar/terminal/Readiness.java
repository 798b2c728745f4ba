package io.sac.sidecar.terminal;

import java.util.concurrent.TimeUnit;

/**
 * Whether the program can take a prompt. A program with hooks is asked by them: it has begun its session, it takes
 * pastes, it neither works nor asks the person something. A shell can when it is itself in the foreground and quiet.
 */
final class Readiness {
    private static final long QUIET = TimeUnit.MILLISECONDS.toNanos(250);
    private static final long SINCE_KEYS = TimeUnit.MILLISECONDS.toNanos(1200);
    private static final long WITHOUT_HOOK = TimeUnit.SECONDS.toNanos(20);

    private final boolean hooked;
    private final Stream stream;
    private final Activity activity;
    private volatile long startedAt = System.nanoTime();
    private volatile boolean begun;
    private volatile boolean spoke;
    private volatile long submissions;
    private volatile long headAtStart;

    Readiness(boolean hooked, Stream stream, Activity activity) {
        this.hooked = hooked;
        this.stream = stream;
        this.activity = activity;
    }

    void restarted() {
        startedAt = System.nanoTime();
        begun = false;
        spoke = false;
        headAtStart = stream.head();
    }

    synchronized void hook(String event) {
        if (event.equals("SessionStart")) {
            begun = true;
        } else if (event.equals("UserPromptSubmit")) {
            begun = true;
            submissions++;
        }
    }

    long submissions() {
        return submissions;
    }

    boolean takesPrompt(Terminal terminal) {
        spoke |= stream.head() > headAtStart;
        if (!spoke
                || activity.kind() != Activity.Kind.IDLE
                || stream.quietNanos() < QUIET
                || activity.sinceInputNanos() < SINCE_KEYS) {
            return false;
        }
        if (!hooked) {
            return terminal.foreground();
        }
        boolean waitedForHook = System.nanoTime() - startedAt > WITHOUT_HOOK;
        return stream.modes().bracketedPaste() && (begun || waitedForHook);
    }
}
