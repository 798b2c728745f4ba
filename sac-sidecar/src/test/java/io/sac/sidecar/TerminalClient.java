package io.sac.sidecar;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.sac.protocol.Handshake;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;

/** A client of a session's terminal, as the server's relay would be. */
public final class TerminalClient implements WebSocket.Listener {
    private final WebSocket socket;
    private final ByteArrayOutputStream partial = new ByteArrayOutputStream();
    private final ByteArrayOutputStream output = new ByteArrayOutputStream();
    private final ByteArrayOutputStream screens = new ByteArrayOutputStream();
    private final ByteArrayOutputStream everything = new ByteArrayOutputStream();
    private final List<JsonObject> states = new CopyOnWriteArrayList<>();
    private volatile int closeCode = -1;
    private volatile boolean failed;
    private final StringBuilder kinds = new StringBuilder();

    TerminalClient(SidecarFixture fixture, UUID session, String protocol, String login, boolean mayDrive)
            throws IOException, InterruptedException {
        String path = "/ws/" + session;
        this.socket = fixture.http
                .newWebSocketBuilder()
                .subprotocols(protocol)
                .header(Handshake.PROOF_HEADER, fixture.proof("GET", path))
                .header("Sac-Viewer", login)
                .header("Sac-User", "ada")
                .header("Sac-May-Drive", Boolean.toString(mayDrive))
                .buildAsync(URI.create("ws://127.0.0.1:" + fixture.port() + path), this)
                .join();
    }

    public TerminalClient first(String json) {
        socket.sendBinary(ByteBuffer.wrap(json.getBytes(StandardCharsets.UTF_8)), true)
                .join();
        return this;
    }

    public TerminalClient hello(String viewer) {
        return first("{\"columns\":80,\"rows\":24,\"viewer\":\"" + viewer + "\"}");
    }

    public TerminalClient hello(String viewer, String epoch, long offset) {
        return first("{\"columns\":80,\"rows\":24,\"viewer\":\"" + viewer + "\",\"epoch\":\"" + epoch + "\",\"offset\":"
                + offset + "}");
    }

    public void type(String text) {
        frame((byte) '0', text.getBytes(StandardCharsets.UTF_8));
    }

    public void frame(byte kind, byte[] payload) {
        socket.sendBinary(
                        ByteBuffer.allocate(payload.length + 1)
                                .put(kind)
                                .put(payload)
                                .flip(),
                        true)
                .join();
    }

    /** The same without waiting until all of it is on its way, for the other side may close before. */
    public void send(byte kind, byte[] payload) {
        socket.sendBinary(
                ByteBuffer.allocate(payload.length + 1).put(kind).put(payload).flip(), true);
    }

    @Override
    public synchronized CompletionStage<?> onBinary(WebSocket webSocket, ByteBuffer data, boolean last) {
        byte[] bytes = new byte[data.remaining()];
        data.get(bytes);
        partial.writeBytes(bytes);
        if (last) {
            byte[] frame = partial.toByteArray();
            partial.reset();
            kinds.append((char) frame[0]);
            switch (frame[0]) {
                case '0' -> {
                    output.write(frame, 1, frame.length - 1);
                    everything.write(frame, 1, frame.length - 1);
                }
                case '3' ->
                    states.add(JsonParser.parseString(new String(frame, 1, frame.length - 1, StandardCharsets.UTF_8))
                            .getAsJsonObject());
                case '4' -> {
                    screens.write(frame, 1, frame.length - 1);
                    everything.reset();
                    everything.write(frame, 1, frame.length - 1);
                }
                default -> {}
            }
        }
        webSocket.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
        closeCode = statusCode;
        return null;
    }

    @Override
    public void onError(WebSocket webSocket, Throwable error) {
        failed = true;
    }

    public synchronized byte[] bytes() {
        return output.toByteArray();
    }

    /** The last screen and all that came since. */
    public synchronized byte[] everything() {
        return everything.toByteArray();
    }

    public synchronized int received() {
        return output.size();
    }

    public synchronized String text() {
        return output.toString(StandardCharsets.UTF_8);
    }

    public synchronized String screen() {
        return screens.toString(StandardCharsets.UTF_8);
    }

    public synchronized String kinds() {
        return kinds.toString();
    }

    public List<JsonObject> states() {
        return states;
    }

    public JsonObject state() {
        Eventually.until("a state", () -> !states.isEmpty());
        return states.getLast();
    }

    public int closeCode() {
        return closeCode;
    }

    public boolean gone() {
        return failed || closeCode >= 0;
    }

    public void awaitText(String part) {
        Eventually.until("output holding " + part, () -> text().contains(part) || screen().contains(part));
    }

    /** Cuts without a word, as a network does. */
    public void cut() {
        socket.abort();
    }

    public WebSocket socket() {
        return socket;
    }
}
