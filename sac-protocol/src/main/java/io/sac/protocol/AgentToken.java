package io.sac.protocol;

import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The right of one agent's sidecar to speak to the server, or of the server to speak to it. Nothing is stored: whoever
 * holds the key computes it again. Revoking an agent's tokens means raising its generation.
 *
 * @param keyId which key of the ring made the token
 * @param direction who speaks with it
 * @param agentId the only agent it is good for
 * @param generation the agent's token generation
 * @param signature HMAC-SHA256 over the four, in base64url
 */
public record AgentToken(String keyId, Direction direction, long agentId, long generation, String signature) {

    private static final Pattern FORM = Pattern.compile(
            "sac1\\.([A-Za-z0-9_-]{1,32})\\.(up|down)\\.([0-9]{1,18})\\.([0-9]{1,18})\\.([A-Za-z0-9_-]{43})");

    /** Who speaks: the sidecar to the server ({@code up}) or the server to the sidecar ({@code down}). */
    public enum Direction {
        UP("up"),
        DOWN("down");

        private final String word;

        Direction(String word) {
            this.word = word;
        }

        /** The word on the wire. */
        public String word() {
            return word;
        }
    }

    /** Makes the token under a key. */
    public static AgentToken compute(byte[] key, String keyId, Direction direction, long agentId, long generation) {
        return new AgentToken(
                keyId, direction, agentId, generation, Mac.of(key, claims(keyId, direction, agentId, generation)));
    }

    /** Reads a token's text without judging it; empty when it has another form. */
    public static Optional<AgentToken> parse(@Nullable String text) {
        if (text == null || text.length() > 200) {
            return Optional.empty();
        }
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            return Optional.empty();
        }
        Direction direction = form.group(2).equals("up") ? Direction.UP : Direction.DOWN;
        AgentToken token = new AgentToken(
                form.group(1), direction, Long.parseLong(form.group(3)), Long.parseLong(form.group(4)), form.group(5));
        return token.text().equals(text) ? Optional.of(token) : Optional.empty();
    }

    /** Whether the key that the ring knows by this token's key id (null: none) made it. The generation is the caller's to compare. */
    public boolean madeBy(Function<String, byte @Nullable []> keys) {
        byte @Nullable [] key = keys.apply(keyId);
        return key != null && Mac.same(Mac.of(key, claims(keyId, direction, agentId, generation)), signature);
    }

    /** The token as it is sent or kept. */
    public String text() {
        return "sac1." + keyId + '.' + direction.word() + '.' + agentId + '.' + generation + '.' + signature;
    }

    /** Shows everything but the signature, so that a log never holds a usable token. */
    @Override
    public String toString() {
        return "sac1." + keyId + '.' + direction.word() + '.' + agentId + '.' + generation + ".…";
    }

    private static String claims(String keyId, Direction direction, long agentId, long generation) {
        return keyId + '|' + direction.word() + '|' + agentId + '|' + generation;
    }
}
