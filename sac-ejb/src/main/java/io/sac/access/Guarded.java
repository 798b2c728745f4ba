package io.sac.access;

import java.util.OptionalLong;

/** A thing that not everybody may see. */
public interface Guarded {
    /** The user to whom it belongs. */
    long ownerId();

    /** The agent to which it belongs, when it belongs to one: that agent's own token reaches it. */
    default OptionalLong guardedAgent() {
        return OptionalLong.empty();
    }
}
