package io.sac.account;

import io.sac.platform.KeyPurpose;
import io.sac.platform.KeyRing;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The text in the refresh cookie: key id, family, number, and an HMAC over these. Nothing of it is stored. */
public record RefreshToken(UUID family, int number) {
    private static final Pattern FORM = Pattern.compile(
            "r1\\.([A-Za-z0-9_-]{1,32})\\.([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\\.([0-9]{1,9})\\.([A-Za-z0-9_-]{43})");

    public String text(KeyRing keys) {
        String keyId = keys.currentId();
        byte[] mac = keys.macWithCurrent(KeyPurpose.REFRESH, claims(keyId));
        return claims(keyId) + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(mac);
    }

    /** The token, if one of the ring's keys made this text. */
    public static Optional<RefreshToken> verify(KeyRing keys, String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            return Optional.empty();
        }
        String keyId = form.group(1);
        RefreshToken token = new RefreshToken(UUID.fromString(form.group(2)), Integer.parseInt(form.group(3)));
        byte[] offered = Base64.getUrlDecoder().decode(form.group(4));
        return keys.mac(keyId, KeyPurpose.REFRESH, token.claims(keyId))
                .filter(expected -> MessageDigest.isEqual(expected, offered))
                .map(_ -> token);
    }

    private String claims(String keyId) {
        return "r1." + keyId + "." + family + "." + number;
    }
}
