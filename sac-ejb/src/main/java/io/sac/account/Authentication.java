package io.sac.account;

import io.sac.access.Principal;
import io.sac.account.Accounts.Credentials;
import io.sac.platform.ServerSettings;
import io.sac.problem.InvalidRequestException;
import io.sac.problem.ProblemType;
import io.sac.problem.SacException;
import io.sac.setting.SettingKey;
import io.sac.setting.Settings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Signing in, registering and setting up. It holds no transaction, because a password hash takes a quarter of a second
 * and a database connection must not wait for it.
 */
@ApplicationScoped
public class Authentication {
    private static final Logger LOG = LoggerFactory.getLogger(Authentication.class);

    private final Accounts accounts;
    private final SignIns signIns;
    private final PasswordHashes passwords;
    private final Attempts attempts;
    private final Settings settings;
    private final ServerSettings server;

    @Inject
    public Authentication(
            Accounts accounts,
            SignIns signIns,
            PasswordHashes passwords,
            Attempts attempts,
            Settings settings,
            ServerSettings server) {
        this.accounts = accounts;
        this.signIns = signIns;
        this.passwords = passwords;
        this.attempts = attempts;
        this.settings = settings;
        this.server = server;
    }

    @SuppressWarnings("NullAway") // for the client proxy
    protected Authentication() {
        this(null, null, null, null, null, null);
    }

    public SignedIn logIn(String login, String password, Visitor visitor) {
        attempts.fromAddress(visitor);
        attempts.onAccount(login);
        Optional<Credentials> known = accounts.credentials(login);
        boolean right =
                passwords.matches(password, known.map(Credentials::passwordHash).orElse(null));
        if (!right || known.isEmpty()) {
            throw new SacException(ProblemType.WRONG_CREDENTIALS, "The user name or the password is wrong.");
        }
        attempts.succeeded(visitor, login);
        if (known.get().disabled()) {
            throw new SacException(
                    ProblemType.ACCOUNT_DISABLED, "This account is disabled. Please ask an administrator.");
        }
        return signIns.begin(known.get().userId(), visitor);
    }

    public SignedIn register(NewAccount account, String password, Visitor visitor) {
        String mode = settings.text(SettingKey.REGISTRATION_MODE);
        if (!mode.equals("open")) {
            throw new SacException(
                    ProblemType.REGISTRATION_CLOSED,
                    mode.equals("invite")
                            ? "You need an invitation to register here."
                            : "Nobody can register here. Please ask an administrator.");
        }
        attempts.registration(visitor);
        passwords.requireAcceptable("password", password);
        UserDetails user = accounts.register(account, passwords.hash(password));
        return signIns.begin(user.id(), visitor);
    }

    public SignedIn setUp(String token, NewAccount account, String password, Visitor visitor) {
        attempts.fromAddress(visitor);
        accounts.requireSetupToken(token);
        passwords.requireAcceptable("password", password);
        UserDetails user = accounts.setUp(token, account, passwords.hash(password));
        attempts.succeeded(visitor);
        forgetSetupLink();
        return signIns.begin(user.id(), visitor);
    }

    /** The file beside which the launcher looks for its link; what it held is used up. */
    private void forgetSetupLink() {
        try {
            Files.deleteIfExists(server.home().resolve("setup-link"));
        } catch (IOException e) {
            LOG.warn("the used set-up link in {} cannot be deleted", server.home(), e);
        }
    }

    /** Changes one's own password; everybody who signed in elsewhere is signed out. */
    public void changePassword(Principal principal, String current, String wanted, Visitor visitor) {
        attempts.fromAddress(visitor);
        Credentials known = accounts.credentials(principal.userId())
                .orElseThrow(() -> new SacException(ProblemType.UNAUTHENTICATED, "Please sign in."));
        attempts.onAccount(principal.username());
        if (!passwords.matches(current, known.passwordHash())) {
            throw new InvalidRequestException("current_password", "This is not your present password.");
        }
        attempts.succeeded(visitor, principal.username());
        passwords.requireAcceptable("new_password", wanted);
        accounts.changePassword(principal, passwords.hash(wanted));
        signIns.endOthers(principal);
    }

    /** A fresh access for a refresh token. */
    public SignedIn renew(RefreshToken token, Visitor visitor) {
        return signIns.renew(token, visitor)
                .orElseThrow(() ->
                        new SacException(ProblemType.SESSION_EXPIRED, "Your sign-in has ended. Please sign in again."));
    }
}
