package io.sac.account;

import io.sac.access.Change;
import io.sac.access.Principal;
import io.sac.access.Role;
import io.sac.platform.AdvisoryLock;
import io.sac.problem.ProblemType;
import io.sac.problem.SacException;
import jakarta.ejb.Stateless;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The accounts themselves: made, read, changed, each in one transaction. Passwords arrive hashed. */
@Stateless
public class Accounts {
    private final Users users;
    private final SetupTokens setupTokens;
    private final AdvisoryLock lock;
    private final Event<Change> changes;
    private final Clock clock;

    @Inject
    public Accounts(Users users, SetupTokens setupTokens, AdvisoryLock lock, Event<Change> changes, Clock clock) {
        this.users = users;
        this.setupTokens = setupTokens;
        this.lock = lock;
        this.changes = changes;
        this.clock = clock;
    }

    @SuppressWarnings("NullAway") // Liberty wants a public no-arg constructor on session beans: CNTR5007E
    public Accounts() {
        this(null, null, null, null, null);
    }

    public boolean setUpIsNeeded() {
        return !users.hasAdministrator();
    }

    /** Looks at a set-up token before anything costly is done for it. */
    public void requireSetupToken(String token) {
        if (users.hasAdministrator()) {
            throw new SacException(ProblemType.SET_UP_DONE, "SAC has an administrator already. Please sign in.");
        }
        if (!setupTokens.isGood(hash(token), clock.instant())) {
            throw setupTokenInvalid();
        }
    }

    /** Makes the first administrator and uses the token up. */
    public UserDetails setUp(String token, NewAccount account, String passwordHash) {
        if (!lock.tryAcquire("set-up") || users.hasAdministrator()) {
            throw new SacException(ProblemType.SET_UP_DONE, "SAC has an administrator already. Please sign in.");
        }
        if (!setupTokens.use(hash(token), clock.instant())) {
            throw setupTokenInvalid();
        }
        setupTokens.removeAll();
        return add(account, Role.ADMIN, passwordHash, "account.set-up");
    }

    public UserDetails register(NewAccount account, String passwordHash) {
        return add(account, Role.USER, passwordHash, "account.registered");
    }

    /** What it takes to judge a password, empty for an unknown name. */
    public Optional<Credentials> credentials(String login) {
        return users.findByLogin(login).map(Accounts::credentials);
    }

    public Optional<Credentials> credentials(long userId) {
        return users.find(userId).map(Accounts::credentials);
    }

    public UserDetails get(long userId) {
        return user(userId).details();
    }

    public List<UserDetails> page(long afterId, int limit, @Nullable String text) {
        return users.page(afterId, limit, text);
    }

    public UserDetails updateProfile(Principal principal, ProfileChange change) {
        AppUser user = user(principal.userId());
        if (change.displayName() != null) {
            user.rename(change.displayName(), clock.instant());
        }
        change.email().apply(text -> {
            Email email = text == null ? null : Email.of(text);
            if (email != null && users.emailIsTaken(email, user.id())) {
                throw new SacException(ProblemType.EMAIL_TAKEN, "Somebody uses this e-mail address.");
            }
            user.reachAt(email, clock.instant());
        });
        changes.fire(new Change(principal, "account.profile-changed", "user/" + user.id()));
        return user.details();
    }

    public void changePassword(Principal principal, String newHash) {
        user(principal.userId()).changePassword(newHash, clock.instant());
        changes.fire(new Change(principal, "account.password-changed", "user/" + principal.userId()));
    }

    private UserDetails add(NewAccount account, Role role, String passwordHash, String action) {
        AppUser user = AppUser.create(
                account.username(), account.email(), account.displayName(), role, passwordHash, clock.instant());
        users.add(user);
        var self = new Principal(Principal.Kind.LOGIN, user.id(), user.username(), role, null, null);
        changes.fire(new Change(self, action, "user/" + user.id()));
        return user.details();
    }

    private AppUser user(long id) {
        return users.find(id).orElseThrow(() -> new SacException(ProblemType.USER_NOT_FOUND, "There is no such user."));
    }

    private static Credentials credentials(AppUser user) {
        return new Credentials(user.id(), user.passwordHash(), user.isDisabled());
    }

    private static SacException setupTokenInvalid() {
        return new SacException(
                ProblemType.SET_UP_TOKEN_INVALID,
                "This set-up link was used or is too old. The launcher's command setup-link prints a fresh one.");
    }

    private static byte[] hash(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What a stored password is judged by. */
    public record Credentials(long userId, String passwordHash, boolean disabled) {
        @Override
        public String toString() {
            return "Credentials[" + userId + "]";
        }
    }
}
