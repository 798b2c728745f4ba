package io.sac.it;

import io.sac.testing.TestSac;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A WebSocket as it is: whole binary messages in, whole messages out, the code with which it was closed. */
final class RawSocket implements WebSocket.Listener, AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final List<byte[]> messages = new ArrayList<>();
    private final ByteArrayOutputStream part = new ByteArrayOutputStream();
    private final WebSocket socket;
    private volatile int closeCode;

    RawSocket(URI address, String protocol, String... headers)
            throws InterruptedException, ExecutionException, TimeoutException {
        WebSocket.Builder builder = HttpClient.newHttpClient().newWebSocketBuilder();
        if (!protocol.isEmpty()) {
            builder.subprotocols(protocol);
        }
        for (int i = 0; i < headers.length; i += 2) {
            builder.header(headers[i], headers[i + 1]);
        }
        socket = builder.buildAsync(address, this).get(30, TimeUnit.SECONDS);
    }

    String protocol() {
        return socket.getSubprotocol();
    }

    void sendText(String text) throws Exception {
        socket.sendText(text, true).get(30, TimeUnit.SECONDS);
    }

    void sendBinary(byte[] bytes) throws Exception {
        socket.sendBinary(ByteBuffer.wrap(bytes), true).get(30, TimeUnit.SECONDS);
    }

    void sendBinary(String text) throws Exception {
        sendBinary(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The payloads of all messages that begin with this byte. */
    synchronized String received(char kind) {
        StringBuilder text = new StringBuilder();
        for (byte[] message : messages) {
            if (message.length > 0 && message[0] == kind) {
                text.append(new String(message, 1, message.length - 1, StandardCharsets.UTF_8));
            }
        }
        return text.toString();
    }

    void awaitText(char kind, String text) {
        TestSac.await(LIMIT, () -> received(kind).contains(text));
    }

    int awaitClose() {
        TestSac.await(LIMIT, () -> closeCode != 0);
        return closeCode;
    }

    @Override
    public synchronized CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
        byte[] bytes = new byte[data.remaining()];
        data.get(bytes);
        part.writeBytes(bytes);
        if (last) {
            messages.add(part.toByteArray());
            part.reset();
        }
        from.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        closeCode = code;
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
        closeCode = 1006;
    }

    @Override
    public void close() {
        socket.abort();
    }
}
