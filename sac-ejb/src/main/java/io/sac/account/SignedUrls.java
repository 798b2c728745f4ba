package io.sac.account;

import io.sac.access.Principal;
import io.sac.platform.KeyPurpose;
import io.sac.platform.KeyRing;
import io.sac.problem.ProblemType;
import io.sac.problem.SacException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Signatures that let an address be opened without a header for some minutes, as often as needed. Each is bound to its
 * user, to the sign-in it was made in and to one scope: a resource ({@code output/7/a/b.png}) or a folder, whose scope
 * ends with a slash and covers everything beneath it. The signature is one path segment, so that relative links in an
 * HTML preview keep it. Access is asked again at use.
 */
@ApplicationScoped
public class SignedUrls {
    private static final Pattern FORM = Pattern.compile(
            "u1\\.([A-Za-z0-9_-]{1,32})\\.([0-9]{1,18})\\.([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\\.([0-9]{1,12})\\.([A-Za-z0-9_-]{43})");

    private final KeyRing keys;
    private final SignIns signIns;
    private final Clock clock;

    @Inject
    public SignedUrls(KeyRing keys, SignIns signIns, Clock clock) {
        this.keys = keys;
        this.signIns = signIns;
        this.clock = clock;
    }

    @SuppressWarnings("NullAway") // for the client proxy
    protected SignedUrls() {
        this(null, null, null);
    }

    /** A signature for this scope, to be put into the path as one segment. */
    public Signed sign(Principal principal, String scope, Duration life) {
        UUID login = principal.loginSession();
        if (login == null) {
            throw new SacException(ProblemType.FORBIDDEN, "Only somebody who is signed in gets a link.");
        }
        Instant expires = Instant.ofEpochSecond(clock.instant().plus(life).getEpochSecond());
        String keyId = keys.currentId();
        String claims = claims(keyId, String.valueOf(principal.userId()), login.toString(), expires.getEpochSecond());
        byte[] mac = keys.macWithCurrent(KeyPurpose.SIGNED_URL, claims + "\n" + scope);
        return new Signed(claims + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(mac), expires);
    }

    /**
     * Who follows a signed link to this resource. The scope that was signed is the resource itself, or a folder above it
     * when the caller says which.
     *
     * @throws SacException {@code LINK_INVALID} when it is forged, too old, for something else, or the sign-in ended
     */
    public Principal verify(String signature, String resource, @Nullable String folder) {
        if (folder != null && !(folder.endsWith("/") && resource.startsWith(folder))) {
            throw invalid();
        }
        Matcher form = FORM.matcher(signature);
        if (!form.matches()) {
            throw invalid();
        }
        long expires = Long.parseLong(form.group(4));
        String claims = claims(form.group(1), form.group(2), form.group(3), expires);
        byte[] offered = Base64.getUrlDecoder().decode(form.group(5));
        boolean made = keys.mac(
                        form.group(1), KeyPurpose.SIGNED_URL, claims + "\n" + (folder == null ? resource : folder))
                .filter(expected -> MessageDigest.isEqual(expected, offered))
                .isPresent();
        if (!made || clock.instant().isAfter(Instant.ofEpochSecond(expires))) {
            throw invalid();
        }
        return signIns.principal(Long.parseLong(form.group(2)), UUID.fromString(form.group(3)))
                .orElseThrow(SignedUrls::invalid);
    }

    private static String claims(String keyId, String userId, String login, long expires) {
        return "u1." + keyId + "." + userId + "." + login + "." + expires;
    }

    private static SacException invalid() {
        return new SacException(ProblemType.LINK_INVALID, "This link is too old or not whole. Open it again from SAC.");
    }

    /** A signature and when it stops being good. */
    public record Signed(String signature, Instant expiresAt) {}
}
