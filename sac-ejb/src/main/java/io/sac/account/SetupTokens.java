package io.sac.account;

import java.time.Instant;

/** The one-time tokens of set-up links, kept as hashes only. */
public interface SetupTokens {
    boolean isGood(byte[] hash, Instant now);

    /** Uses the token up; whoever calls first wins. */
    boolean use(byte[] hash, Instant now);

    /** Forgets all, because SAC has its administrator. */
    void removeAll();
}
