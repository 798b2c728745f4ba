package io.sac.session;

import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the program in a session is doing. */
public enum Activity {
    WORKING,
    /** It waits for the person. */
    WAITING,
    IDLE;

    /** The word that the database holds and clients see. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<Activity> of(@Nullable String word) {
        if (word == null) {
            return Optional.empty();
        }
        for (Activity activity : values()) {
            if (activity.word().equals(word)) {
                return Optional.of(activity);
            }
        }
        return Optional.empty();
    }
}
