package io.sac.account;

import io.sac.platform.IdSource;
import io.sac.platform.JwtConfigSource;
import io.sac.platform.KeyRing;
import io.sac.platform.ServerSettings;
import io.sac.problem.ProblemType;
import io.sac.problem.SacException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import tools.jackson.databind.json.JsonMapper;

/**
 * Makes access tokens: JSON Web Tokens that say which user and which sign-in, and nothing that could go stale. What
 * they prove is checked against the database with every request.
 */
@ApplicationScoped
public class AccessTokens {
    /** The claim that names the sign-in. */
    public static final String SESSION_CLAIM = "sid";

    private final KeyRing keys;
    private final PrivateKey signingKey;
    private final AccountSettings settings;
    private final String issuer;
    private final IdSource ids;
    private final Clock clock;
    private final JsonMapper json;

    @Inject
    public AccessTokens(
            KeyRing keys, AccountSettings settings, ServerSettings server, IdSource ids, Clock clock, JsonMapper json) {
        this.keys = keys;
        this.signingKey = keys.signingKey();
        this.settings = settings;
        this.issuer = JwtConfigSource.issuer(server.installationId());
        this.ids = ids;
        this.clock = clock;
        this.json = json;
    }

    @SuppressWarnings("NullAway") // for the client proxy
    protected AccessTokens() {
        this.keys = null;
        this.signingKey = null;
        this.settings = null;
        this.issuer = "";
        this.ids = null;
        this.clock = null;
        this.json = null;
    }

    public AccessToken issue(long userId, String username, UUID loginSession) {
        Instant now = clock.instant();
        Instant expires = now.plus(settings.accessTokenLife());
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("iss", issuer);
        claims.put("sub", String.valueOf(userId));
        claims.put("upn", username);
        claims.put(SESSION_CLAIM, loginSession.toString());
        claims.put("jti", ids.uuid().toString());
        claims.put("iat", now.getEpochSecond());
        claims.put("exp", expires.getEpochSecond());
        String head = part(Map.of("typ", "JWT", "alg", "ES256", "kid", keys.currentId()));
        String signed = head + "." + part(claims);
        return new AccessToken(signed + "." + sign(signed), Instant.ofEpochSecond(expires.getEpochSecond()));
    }

    private String part(Map<String, Object> content) {
        return base64(json.writeValueAsBytes(content));
    }

    private String sign(String text) {
        try {
            Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
            signature.initSign(signingKey);
            signature.update(text.getBytes(StandardCharsets.US_ASCII));
            return base64(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new SacException(ProblemType.INTERNAL, "An access token could not be made.", e);
        }
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** A token and when it stops being good. */
    public record AccessToken(String text, Instant expiresAt) {
        @Override
        public String toString() {
            return "AccessToken[until " + expiresAt + "]";
        }
    }
}
