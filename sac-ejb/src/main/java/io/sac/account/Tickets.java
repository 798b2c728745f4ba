package io.sac.account;

import io.sac.access.Permission;
import io.sac.access.Principal;
import io.sac.access.SessionAccess;
import io.sac.account.TicketStore.Stored;
import io.sac.platform.IdSource;
import io.sac.problem.InvalidRequestException;
import io.sac.problem.ProblemType;
import io.sac.problem.SacException;
import jakarta.ejb.Stateless;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** One-time tickets that open a terminal's socket, because a browser cannot send a header there. */
@Stateless
public class Tickets {
    private static final Duration LIFE = Duration.ofSeconds(30);

    private final TicketStore store;
    private final SignIns signIns;
    private final Instance<SessionAccess> sessions;
    private final IdSource ids;
    private final Clock clock;

    @Inject
    public Tickets(TicketStore store, SignIns signIns, Instance<SessionAccess> sessions, IdSource ids, Clock clock) {
        this.store = store;
        this.signIns = signIns;
        this.sessions = sessions;
        this.ids = ids;
        this.clock = clock;
    }

    @SuppressWarnings("NullAway") // Liberty wants a public no-arg constructor on session beans: CNTR5007E
    public Tickets() {
        this(null, null, null, null, null);
    }

    /** A ticket for a session that the principal may see. */
    public Ticket issue(Principal principal, String purpose, UUID sessionId) {
        UUID login = principal.loginSession();
        if (!purpose.equals("terminal")) {
            throw new InvalidRequestException("purpose", "The only purpose is terminal.");
        }
        if (login == null) {
            throw new SacException(ProblemType.FORBIDDEN, "Only somebody who is signed in gets a ticket.");
        }
        sessions.get().require(principal, Permission.VIEW, sessionId);
        String text = ids.token();
        Instant expires = clock.instant().plus(LIFE);
        store.add(hash(text), principal.userId(), login, purpose, sessionId, expires);
        return new Ticket(text, expires);
    }

    /**
     * Who opens this session's socket with this ticket, which is good only once. Empty when it was used, is too old, is
     * for another session, or when the sign-in behind it has ended. That they may see the session is asked again by
     * whoever attaches them.
     */
    public Optional<Principal> redeem(String text, UUID sessionId) {
        if (text.length() > 100) {
            return Optional.empty();
        }
        Stored ticket = store.take(hash(text)).orElse(null);
        if (ticket == null
                || !ticket.sessionId().equals(sessionId)
                || !clock.instant().isBefore(ticket.expiresAt())) {
            return Optional.empty();
        }
        return signIns.principal(ticket.userId(), ticket.loginSession())
                .map(who -> new Principal(
                        Principal.Kind.TICKET, who.userId(), who.username(), who.role(), who.loginSession(), null));
    }

    private static byte[] hash(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What the browser gets. */
    public record Ticket(String ticket, Instant expiresAt) {
        @Override
        public String toString() {
            return "Ticket[until " + expiresAt + "]";
        }
    }
}
