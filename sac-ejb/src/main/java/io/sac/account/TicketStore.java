package io.sac.account;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** Tickets that are stored, by the hash of their text. */
public interface TicketStore {
    void add(byte[] hash, long userId, UUID loginSession, String purpose, UUID sessionId, Instant expiresAt);

    /** Takes the ticket away and says what it was for; whoever calls first wins. */
    Optional<Stored> take(byte[] hash);

    int removeExpired(Instant now, int limit);

    /** What a ticket was made for. */
    record Stored(long userId, UUID loginSession, String purpose, UUID sessionId, Instant expiresAt) {}
}
