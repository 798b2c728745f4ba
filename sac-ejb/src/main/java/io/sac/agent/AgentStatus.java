package io.sac.agent;

import java.util.Locale;

/** What an agent's sandbox is doing. */
public enum AgentStatus {
    STOPPED,
    STARTING,
    READY,
    STOPPING,
    FAILED;

    /** The word clients see. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
