package io.sac.sandbox;

import io.sac.platform.IdSource;
import io.sac.protocol.TerminalFrame;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Opens WebSockets as a client. */
public final class WebSocketDial {
    private static final String PROTOCOL_ID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final int LARGEST = 2 * TerminalFrame.MAX_BYTES;

    private WebSocketDial() {}

    /** Connects to a server of this machine and upgrades. */
    public static SidecarSocket open(String host, int port, String path, String protocol, IdSource ids, Duration time)
            throws IOException {
        HttpConnection connection = HttpConnection.open(host, port, time);
        try {
            Upgrade upgrade = upgrade(connection, path, protocol, Map.of(), ids);
            if (upgrade.socket() != null) {
                return upgrade.socket();
            }
            throw new IOException("refused with " + upgrade.answer().status());
        } catch (IOException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    /** A socket whose other end speaks frames at once, without an upgrade. */
    public static SidecarSocket over(Socket socket) throws IOException {
        return new SidecarSocket(socket, new byte[0], "", LARGEST);
    }

    static Upgrade upgrade(
            HttpConnection connection, String path, String protocol, Map<String, String> more, IdSource ids)
            throws IOException {
        String key = Base64.getEncoder().encodeToString(ids.bytes(16));
        Map<String, String> headers = new LinkedHashMap<>(more);
        headers.put("Connection", "Upgrade");
        headers.put("Upgrade", "websocket");
        headers.put("Sec-WebSocket-Version", "13");
        headers.put("Sec-WebSocket-Key", key);
        headers.put("Sec-WebSocket-Protocol", protocol);
        HttpConnection.Answer answer = connection.exchange("GET", path, headers, null);
        if (answer.status() != 101) {
            return new Upgrade(answer, null);
        }
        if (!accept(key).equals(answer.headers().get("sec-websocket-accept"))) {
            throw new IOException("the upgrade was not answered rightly");
        }
        String agreed = answer.headers().getOrDefault("sec-websocket-protocol", "");
        return new Upgrade(answer, new SidecarSocket(connection.socket(), connection.rest(), agreed, LARGEST));
    }

    private static String accept(String key) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-1").digest((key + PROTOCOL_ID).getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-1", e);
        }
    }

    /** The answer, and the socket when it was 101. */
    record Upgrade(HttpConnection.Answer answer, @Nullable SidecarSocket socket) {}
}
