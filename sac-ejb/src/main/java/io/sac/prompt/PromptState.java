package io.sac.prompt;

import java.util.Locale;

/** How far a prompt has come. */
public enum PromptState {
    /** It waits, here or in the sandbox, until the program can take it. */
    QUEUED,
    DELIVERED,
    FAILED;

    /** The word that the database holds and clients see. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static PromptState of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
