package io.sac.agent;

import org.jspecify.annotations.Nullable;

/** Why an agent failed, in words a person can act on, and what they can do about it. */
public record Reason(
        String code,
        String message,
        @Nullable String action,
        @Nullable String log) {
    /** The action that tries the same again. */
    public static final String RETRY = "retry";

    /** The action that leads to the agent's settings. */
    public static final String OPEN_SETTINGS = "open_settings";

    /** The action for what only an administrator can mend. */
    public static final String ASK_ADMINISTRATOR = "ask_administrator";
}
