package io.sac.account;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Counts attempts in windows, for all replicas together; each call is a transaction of its own. */
public interface RateLimits {
    /** Counts one attempt; when there were too many already, how long until the window ends. */
    Optional<Duration> take(String key, int limit, Duration window, Instant now);

    /** Forgets the attempts, because the last one was a good one. */
    void clear(String key);

    /** Takes one attempt back. */
    void giveBack(String key);

    int removeExpired(Instant now, int limit);
}
