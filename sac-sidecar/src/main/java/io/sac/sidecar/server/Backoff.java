package io.sac.sidecar.server;

import java.util.concurrent.ThreadLocalRandom;

/** How long to wait before trying again: twice as long each time, with jitter, from 0.2 to 30 seconds. */
public final class Backoff {
    private static final long FIRST_MILLIS = 200;
    private static final long LAST_MILLIS = 30_000;

    private final long lastMillis;
    private int failures;

    /** Waits for half a minute in the end. */
    public Backoff() {
        this(LAST_MILLIS);
    }

    /** Waits for this long in the end. */
    public Backoff(long lastMillis) {
        this.lastMillis = lastMillis;
    }

    /** It worked; the next wait is short again. */
    public void reset() {
        failures = 0;
    }

    /** It failed. */
    public long nextMillis() {
        long full = Math.min(lastMillis, FIRST_MILLIS << Math.min(failures, 10));
        failures++;
        return full / 2 + ThreadLocalRandom.current().nextLong(full / 2 + 1);
    }
}
