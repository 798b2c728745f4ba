package io.sac.web.account;

import io.sac.account.AccessTokens;
import io.sac.account.AccessTokens.AccessToken;
import io.sac.account.RefreshToken;
import io.sac.account.SignedIn;
import io.sac.account.UserDetails;
import io.sac.platform.KeyRing;
import io.sac.platform.ServerSettings;
import io.sac.web.http.RequestAddress;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** The answer to a sign-in: the access token in the body, the refresh token in a cookie that only we get back. */
@ApplicationScoped
public class LoginResponses {
    private final AccessTokens tokens;
    private final KeyRing keys;
    private final Clock clock;
    private final String cookieName;

    @Inject
    public LoginResponses(AccessTokens tokens, KeyRing keys, Clock clock, ServerSettings settings) {
        this.tokens = tokens;
        this.keys = keys;
        this.clock = clock;
        // Cookies know no ports: two installations on one host must not overwrite each other's.
        this.cookieName = "sac_refresh_" + settings.installationId().replaceAll("[^A-Za-z0-9_-]", "");
    }

    @SuppressWarnings("NullAway") // for the client proxy
    protected LoginResponses() {
        this.tokens = null;
        this.keys = null;
        this.clock = null;
        this.cookieName = "";
    }

    public Response of(SignedIn signedIn, HttpServletRequest request) {
        UserDetails user = signedIn.user();
        AccessToken token = tokens.issue(user.id(), user.username(), signedIn.loginSession());
        Duration life = Duration.between(clock.instant(), signedIn.expiresAt());
        return Response.ok(new LoggedIn(token.text(), token.expiresAt(), user))
                .header(
                        HttpHeaders.SET_COOKIE,
                        cookie(request, signedIn.refreshToken().text(keys), life))
                .build();
    }

    /** The cookie taken away. */
    public String clearedCookie(HttpServletRequest request) {
        return cookie(request, "", Duration.ZERO);
    }

    /** The refresh token that came, if it is one of ours; whether it is still good is for the sign-in to say. */
    public Optional<RefreshToken> refreshToken(HttpServletRequest request) {
        Cookie[] cookies = request.getCookies();
        if (cookies == null) {
            return Optional.empty();
        }
        for (Cookie cookie : cookies) {
            if (cookie.getName().equals(cookieName)) {
                // Some clients, Java's among them, send values in quotes.
                return RefreshToken.verify(keys, cookie.getValue().replace("\"", ""));
            }
        }
        return Optional.empty();
    }

    private String cookie(HttpServletRequest request, String value, Duration life) {
        RequestAddress address = RequestAddress.of(request);
        return cookieName + "=" + value + "; Path=" + address.basePath() + "api/auth; Max-Age=" + life.toSeconds()
                + "; HttpOnly; SameSite=Lax" + (address.isLoopback() ? "" : "; Secure");
    }

    /** What login, registration, set-up and refresh answer. */
    public record LoggedIn(String token, Instant expiresAt, UserDetails user) {}
}
