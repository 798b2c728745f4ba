package io.sac.account;

import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;

/** Removes what has run out: tickets, sign-ins a while after their end, windows of attempts. */
@Stateless
public class AccountCleaning {
    /** So long an ended family is remembered, so that a late copy of its token is still told from a forged one. */
    private static final Duration MEMORY = Duration.ofDays(7);

    private final TicketStore tickets;
    private final LoginSessions sessions;
    private final RateLimits limits;

    @Inject
    public AccountCleaning(TicketStore tickets, LoginSessions sessions, RateLimits limits) {
        this.tickets = tickets;
        this.sessions = sessions;
        this.limits = limits;
    }

    @SuppressWarnings("NullAway") // Liberty wants a public no-arg constructor on session beans: CNTR5007E
    public AccountCleaning() {
        this(null, null, null);
    }

    /** At most so many of each; how many in all. */
    public int removeExpired(Instant now, int limit) {
        return tickets.removeExpired(now, limit)
                + sessions.removeExpired(now.minus(MEMORY), limit)
                + limits.removeExpired(now, limit);
    }
}
