package io.sac.sidecar.http;

import io.sac.protocol.AgentToken;
import io.sac.protocol.Handshake;
import java.security.SecureRandom;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Lets in only requests that prove the server made them; every nonce is good once and for half a minute. */
final class HandshakeGate {
    private static final int MAX_OPEN = 4096;
    private static final long LIFE = TimeUnit.SECONDS.toNanos(Handshake.NONCE_SECONDS);

    private final AgentToken down;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, Open> open = new LinkedHashMap<>();

    private record Open(String serverNonce, long since) {}

    /** What the sidecar answers to a handshake. */
    record Answer(String nonce, String proof) {}

    HandshakeGate(AgentToken down) {
        this.down = down;
    }

    synchronized Answer begin(String serverNonce) {
        long now = System.nanoTime();
        Iterator<Open> oldest = open.values().iterator();
        while (oldest.hasNext() && (now - oldest.next().since > LIFE || open.size() >= MAX_OPEN)) {
            oldest.remove();
        }
        String nonce = Handshake.nonce(random);
        open.put(nonce, new Open(serverNonce, now));
        return new Answer(nonce, Handshake.sidecarProof(down, serverNonce, nonce));
    }

    boolean admits(String method, String path, @Nullable String header) {
        String nonce = Handshake.nonceOf(header).orElse(null);
        if (nonce == null || header == null) {
            return false;
        }
        Open begun;
        synchronized (this) {
            begun = open.remove(nonce);
        }
        return begun != null
                && System.nanoTime() - begun.since <= LIFE
                && Handshake.provesRequest(down, begun.serverNonce, nonce, method, path, header);
    }
}
