package io.sac.protocol;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How server and sidecar prove to each other that they hold the agent's down token without sending it: each computes an
 * HMAC over the other's nonce. Whoever took the sidecar's port while it was down can neither answer nor replay.
 */
public final class Handshake {

    /** The header of the one real request that follows a handshake. */
    public static final String PROOF_HEADER = "Sac-Proof";

    /** Where a handshake starts: {@code POST} with {@code {"nonce": …}}. */
    public static final String PATH = "/handshake";

    /** How long a sidecar's nonce is good, and only once. */
    public static final int NONCE_SECONDS = 30;

    private static final Pattern NONCE = Pattern.compile("[A-Za-z0-9_-]{43}");

    private Handshake() {}

    /** A fresh nonce: 32 random bytes in base64url. */
    public static String nonce(SecureRandom random) {
        byte[] bytes = new byte[32];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** Whether a text has the form of a nonce. */
    public static boolean isNonce(@Nullable String text) {
        return text != null && NONCE.matcher(text).matches();
    }

    /** What the sidecar answers to the server's nonce. */
    public static String sidecarProof(AgentToken down, String serverNonce, String sidecarNonce) {
        return Mac.of(key(down), "sidecar|" + serverNonce + '|' + sidecarNonce);
    }

    /** Whether the sidecar's answer is right. */
    public static boolean provesSidecar(
            AgentToken down, String serverNonce, String sidecarNonce, @Nullable String proof) {
        return proof != null && Mac.same(sidecarProof(down, serverNonce, sidecarNonce), proof);
    }

    /** The value of {@link #PROOF_HEADER} for one request; the path has no query. */
    public static String requestProof(
            AgentToken down, String serverNonce, String sidecarNonce, String method, String path) {
        return sidecarNonce + '.' + serverMac(down, serverNonce, sidecarNonce, method, path);
    }

    /** The sidecar's nonce that a {@link #PROOF_HEADER} speaks of. */
    public static Optional<String> nonceOf(@Nullable String header) {
        if (header == null || header.length() != 87 || header.charAt(43) != '.') {
            return Optional.empty();
        }
        return Optional.of(header.substring(0, 43));
    }

    /** Whether the header proves that the server made exactly this request. */
    public static boolean provesRequest(
            AgentToken down, String serverNonce, String sidecarNonce, String method, String path, String header) {
        return Mac.same(requestProof(down, serverNonce, sidecarNonce, method, path), header);
    }

    private static String serverMac(
            AgentToken down, String serverNonce, String sidecarNonce, String method, String path) {
        return Mac.of(key(down), "server|" + sidecarNonce + '|' + serverNonce + '|' + method + ' ' + path);
    }

    private static byte[] key(AgentToken down) {
        return down.text().getBytes(StandardCharsets.UTF_8);
    }
}
