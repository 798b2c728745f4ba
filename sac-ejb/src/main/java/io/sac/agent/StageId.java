package io.sac.agent;

import java.util.Locale;

/** A step on the way to a running or stopped sandbox, in the order in which a start takes them. */
public enum StageId {
    PREPARING,
    INSTALLING,
    STARTING,
    CONNECTING,
    READY,
    STOPPING;

    /** The word clients see. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
