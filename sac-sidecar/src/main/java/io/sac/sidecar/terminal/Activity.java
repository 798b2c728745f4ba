package io.sac.sidecar.terminal;

import java.util.concurrent.TimeUnit;

/**
 * Whether the program works, waits for the person, or is idle. A program with hooks says so itself; the output corrects
 * it when a turn was interrupted, of which no hook tells. For others output is all there is.
 */
final class Activity {
    private static final long QUIET_SHELL = TimeUnit.MILLISECONDS.toNanos(1500);
    private static final long QUIET_TURN = TimeUnit.SECONDS.toNanos(6);
    private static final long ECHO = TimeUnit.MILLISECONDS.toNanos(150);

    private final boolean hooks;
    private Kind kind = Kind.IDLE;
    private long lastInput = System.nanoTime() - ECHO;
    private long workingSince;

    enum Kind {
        WORKING("working"),
        WAITING("waiting"),
        IDLE("idle");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        String word() {
            return word;
        }
    }

    Activity(boolean hooks) {
        this.hooks = hooks;
    }

    synchronized Kind kind() {
        return kind;
    }

    /** Takes in a hook; answers whether the activity changed. */
    synchronized boolean hook(String event, String notification) {
        return switch (event) {
            case "UserPromptSubmit", "PreToolUse", "PostToolUse", "PreCompact" -> become(Kind.WORKING);
            case "Notification" ->
                switch (notification) {
                    case "idle_prompt" -> become(Kind.IDLE);
                    case "auth_success" -> false;
                    default -> become(Kind.WAITING);
                };
            case "Stop", "StopFailure", "SessionStart", "SessionEnd" -> become(Kind.IDLE);
            default -> false;
        };
    }

    /** The person typed; an answer to the program's question lets it work on. */
    synchronized boolean input(byte[] bytes, int from) {
        lastInput = System.nanoTime();
        if (kind != Kind.WAITING) {
            return false;
        }
        for (int i = from; i < bytes.length; i++) {
            byte b = bytes[i];
            if (b == '\r' || b == 0x1b && bytes.length == from + 1 || b >= '1' && b <= '9' || b == 'y' || b == 'n') {
                return become(Kind.WORKING);
            }
        }
        return false;
    }

    synchronized boolean output() {
        if (hooks || kind == Kind.WORKING || System.nanoTime() - lastInput < ECHO) {
            return false;
        }
        return become(Kind.WORKING);
    }

    /** Time passes; {@code quietNanos} is how long nothing was said. */
    synchronized boolean tick(long quietNanos) {
        if (kind != Kind.WORKING) {
            return false;
        }
        long limit = hooks ? QUIET_TURN : QUIET_SHELL;
        return quietNanos > limit && System.nanoTime() - workingSince > limit && become(Kind.IDLE);
    }

    synchronized boolean reset() {
        return become(Kind.IDLE);
    }

    synchronized long sinceInputNanos() {
        return System.nanoTime() - lastInput;
    }

    private boolean become(Kind next) {
        if (next == Kind.WORKING && kind != Kind.WORKING) {
            workingSince = System.nanoTime();
        }
        boolean changed = next != kind;
        kind = next;
        return changed;
    }
}
