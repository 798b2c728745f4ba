package io.sac.event;

import java.util.Set;
import java.util.UUID;

/** Tells which sign-ins are still good, so that a stream ends with the sign-in that opened it. */
public interface ReaderCheck {
    /** Those of the given login sessions that have neither ended nor been revoked. */
    Set<UUID> alive(Set<UUID> loginSessions);
}
