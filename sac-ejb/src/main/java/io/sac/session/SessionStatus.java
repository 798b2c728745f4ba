package io.sac.session;

import java.util.Locale;

/** What a session's terminal is doing. */
public enum SessionStatus {
    /** Its program is being started, or waits for the sandbox. */
    STARTING,
    READY,
    /** Somebody ended it; the sandbox has not heard of it yet. */
    STOPPING,
    /** Its sandbox rests; it comes back with the same conversation. */
    STOPPED,
    /** Its program or sandbox could not be kept running; opening it tries again. */
    FAILED,
    ENDED;

    /** The word that the database holds and clients see. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static SessionStatus of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
