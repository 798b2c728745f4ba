package io.sac.account;

import io.sac.access.Principal;
import io.sac.account.RefreshFamily.Verdict;
import io.sac.platform.IdSource;
import io.sac.problem.ProblemType;
import io.sac.problem.SacException;
import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Begins, renews, lists and ends sign-ins. */
@Stateless
public class SignIns {
    private final Users users;
    private final LoginSessions sessions;
    private final AccountSettings settings;
    private final IdSource ids;
    private final Clock clock;

    @Inject
    public SignIns(Users users, LoginSessions sessions, AccountSettings settings, IdSource ids, Clock clock) {
        this.users = users;
        this.sessions = sessions;
        this.settings = settings;
        this.ids = ids;
        this.clock = clock;
    }

    @SuppressWarnings("NullAway") // Liberty wants a public no-arg constructor on session beans: CNTR5007E
    public SignIns() {
        this(null, null, null, null, null);
    }

    public SignedIn begin(long userId, Visitor visitor) {
        AppUser user = users.find(userId)
                .orElseThrow(() -> new SacException(ProblemType.USER_NOT_FOUND, "There is no such user."));
        LoginSession session = LoginSession.begin(ids.uuid(), userId, visitor, clock.instant(), settings.idle());
        sessions.add(session);
        return signedIn(user, session);
    }

    /**
     * Renews a sign-in by its token. Empty when the token is no good (any more); that is no exception, because ending
     * the family of a replayed token must be committed.
     */
    public Optional<SignedIn> renew(RefreshToken token, Visitor visitor) {
        Instant now = clock.instant();
        LoginSession session = sessions.lock(token.family()).orElse(null);
        if (session == null) {
            return Optional.empty();
        }
        Verdict verdict = session.present(token.number(), visitor, now, settings.idle(), settings.greatestAge());
        if (verdict == Verdict.REPLAYED || verdict == Verdict.ENDED) {
            return Optional.empty();
        }
        return users.find(session.userId()).filter(user -> !user.isDisabled()).map(user -> signedIn(user, session));
    }

    /** Who acts in this sign-in, read from the database each time: it may have ended, and roles change. */
    public Optional<Principal> principal(long userId, UUID loginSession) {
        return users.principal(userId, loginSession, clock.instant());
    }

    public List<LoginSessionDetails> list(Principal principal) {
        return sessions.ofUser(principal.userId(), clock.instant()).stream()
                .map(session -> session.details(session.id().equals(principal.loginSession())))
                .toList();
    }

    /** Ends one of the principal's own sign-ins. */
    public void end(Principal principal, UUID id) {
        LoginSession session = sessions.lock(id)
                .filter(found -> found.userId() == principal.userId() && found.isAlive(clock.instant()))
                .orElseThrow(
                        () -> new SacException(ProblemType.LOGIN_SESSION_NOT_FOUND, "This sign-in has ended already."));
        session.end(clock.instant());
    }

    /** Ends the family of a token or of a sign-in, if it still goes on. */
    public void end(UUID id) {
        sessions.lock(id).ifPresent(session -> session.end(clock.instant()));
    }

    public void endOthers(Principal principal) {
        UUID own = principal.loginSession();
        sessions.endOthers(principal.userId(), own == null ? new UUID(0, 0) : own, clock.instant());
    }

    /** Those of the given sign-ins that are still good: for whoever holds a stream or a socket open for one. */
    public Set<UUID> alive(Set<UUID> loginSessions) {
        return sessions.alive(loginSessions, clock.instant());
    }

    private static SignedIn signedIn(AppUser user, LoginSession session) {
        return new SignedIn(user.details(), session.id(), session.refreshNumber(), session.expiresAt());
    }
}
