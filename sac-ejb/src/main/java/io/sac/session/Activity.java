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

    static Optional<Activity> of(@Nullable String word) {
        if (word == null) {
            return Optional.empty();
        }
        for (Activity activity : values()) {
            if (activity.name().toLowerCase(Locale.ROOT).equals(word)) {
                return Optional.of(activity);
            }
        }
        return Optional.empty();
    }
}
