package io.sac.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A terminal viewer that speaks {@code tty.sac.1} as a browser does: it comes back by offset for ever, keeps what it
 * typed until it is acknowledged, and sends again only what was not. It remembers every byte and every gap.
 */
public final class TerminalClient implements AutoCloseable {

    /** Where to connect: asked anew for every connection, because a ticket is good once. */
    @FunctionalInterface
    public interface Dial {
        /** An address and the headers of the upgrade; throws when there is nothing to connect to yet. */
        Target target() throws Exception;
    }

    /** One address to connect to. */
    public record Target(URI address, Map<String, String> headers) {}

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

    private final HttpClient http = HttpClient.newHttpClient();
    private final Dial dial;
    private final UUID viewer = UUID.randomUUID();
    private final int columns;
    private final int rows;

    private final Object lock = new Object();
    private final ByteArrayOutputStream output = new ByteArrayOutputStream();
    private final ByteArrayOutputStream typed = new ByteArrayOutputStream();
    private final List<byte[]> snapshots = new ArrayList<>();
    private final List<Integer> closeCodes = new ArrayList<>();
    private @Nullable WebSocket socket;
    private @Nullable JsonNode state;
    private @Nullable String epoch;
    private long offset;
    private long inputOffset;
    private long inputSent;
    private int handed;
    private boolean inputUnknown;
    private int connections;
    private int gaps;
    private boolean closed;
    private CompletableFuture<?> sending = CompletableFuture.completedFuture(null);

    /** Starts connecting at once and goes on for ever. */
    public TerminalClient(Dial dial, int columns, int rows) {
        this.dial = dial;
        this.columns = columns;
        this.rows = rows;
        Thread.ofVirtual().name("terminal client " + viewer).start(this::stayConnected);
    }

    /** Types text; kept until the sidecar says it wrote it. */
    public void type(String text) {
        synchronized (lock) {
            typed.writeBytes(text.getBytes(StandardCharsets.UTF_8));
            sendInput();
        }
    }

    /** All counted bytes since the first connection's offset, in order. */
    public byte[] output() {
        synchronized (lock) {
            return output.toByteArray();
        }
    }

    /** The output as text. */
    public String text() {
        return new String(output(), StandardCharsets.UTF_8);
    }

    /** The snapshots that were sent, the first of which is the one a new viewer gets. */
    public List<byte[]> snapshots() {
        synchronized (lock) {
            return List.copyOf(snapshots);
        }
    }

    /** How many times the stream could not be resumed where it was left. */
    public int gaps() {
        synchronized (lock) {
            return gaps;
        }
    }

    /** How many connections were opened. */
    public int connections() {
        synchronized (lock) {
            return connections;
        }
    }

    /** The codes with which connections were closed, oldest first. */
    public List<Integer> closeCodes() {
        synchronized (lock) {
            return List.copyOf(closeCodes);
        }
    }

    /** Whether the last state did not know how much of the input had arrived. */
    public boolean inputUnknown() {
        synchronized (lock) {
            return inputUnknown;
        }
    }

    /** Whether all that was typed is acknowledged. */
    public boolean acknowledged() {
        synchronized (lock) {
            return inputOffset == typed.size();
        }
    }

    /** The last state frame, or null before the first. */
    public @Nullable JsonNode state() {
        synchronized (lock) {
            return state;
        }
    }

    /** Drops the connection as a cut network does: no close frame is sent. */
    public void cut() {
        synchronized (lock) {
            if (socket != null) {
                socket.abort();
                drop(socket);
            }
        }
    }

    /** Waits until something holds, and fails with what was seen when it does not in time. */
    public void await(String what, Duration limit, BooleanSupplier condition) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                String seen = text();
                throw new AssertionError("not within " + limit + ": " + what + "; connections " + connections()
                        + ", close codes " + closeCodes() + ", state " + state() + ", output ends with: "
                        + seen.substring(Math.max(0, seen.length() - 500)));
            }
            synchronized (lock) {
                try {
                    TimeUnit.MILLISECONDS.timedWait(lock, 20);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new AssertionError("interrupted", e);
                }
            }
        }
    }

    /** Waits until the output holds a text. */
    public void awaitText(String text, Duration limit) {
        await("output with " + text, limit, () -> text().contains(text));
    }

    @Override
    public void close() {
        synchronized (lock) {
            closed = true;
            if (socket != null) {
                socket.abort();
            }
            lock.notifyAll();
        }
        http.shutdownNow();
    }

    private void stayConnected() {
        long pause = 0;
        while (true) {
            synchronized (lock) {
                try {
                    while (socket != null && !closed) {
                        lock.wait();
                    }
                    if (pause > 0 && !closed) {
                        lock.wait(pause);
                    }
                } catch (InterruptedException e) {
                    return;
                }
                if (closed) {
                    return;
                }
                if (socket != null) {
                    continue;
                }
            }
            try {
                connect();
                pause = 0;
            } catch (Exception e) {
                pause = Math.min(500, pause * 2 + 50);
            }
        }
    }

    private void connect() throws Exception {
        Target target = dial.target();
        WebSocket.Builder builder =
                http.newWebSocketBuilder().subprotocols("tty.sac.1").connectTimeout(CONNECT_TIMEOUT);
        target.headers().forEach(builder::header);
        Frames frames = new Frames();
        WebSocket opened =
                builder.buildAsync(target.address(), frames).get(CONNECT_TIMEOUT.toSeconds() + 1, TimeUnit.SECONDS);
        synchronized (lock) {
            if (closed) {
                opened.abort();
                return;
            }
            connections++;
            if (frames.over) {
                throw new IOException("closed before it was known here");
            }
            socket = opened;
            inputSent = -1;
            var hello = JSON.createObjectNode()
                    .put("columns", columns)
                    .put("rows", rows)
                    .put("viewer", viewer.toString());
            if (epoch != null) {
                hello.put("epoch", epoch).put("offset", offset);
            }
            opened.sendBinary(ByteBuffer.wrap(hello.toString().getBytes(StandardCharsets.UTF_8)), true);
        }
    }

    private void sendInput() {
        if (socket == null || inputSent < 0 || inputSent >= typed.size()) {
            return;
        }
        byte[] all = typed.toByteArray();
        int from = (int) inputSent;
        byte[] frame = new byte[1 + all.length - from];
        frame[0] = '0';
        System.arraycopy(all, from, frame, 1, all.length - from);
        inputSent = all.length;
        handed = all.length;
        sending = sending.thenCompose(ignored -> sendOn(frame)).exceptionally(gone -> null);
    }

    private CompletableFuture<?> sendOn(byte[] frame) {
        synchronized (lock) {
            return socket == null
                    ? CompletableFuture.completedFuture(null)
                    : socket.sendBinary(ByteBuffer.wrap(frame), true);
        }
    }

    private void frame(WebSocket from, byte[] bytes) {
        synchronized (lock) {
            if (from != socket || bytes.length == 0) {
                return;
            }
            switch (bytes[0]) {
                case '0' -> {
                    output.write(bytes, 1, bytes.length - 1);
                    offset += bytes.length - 1L;
                }
                case '3' -> state(JSON.readTree(new String(bytes, 1, bytes.length - 1, StandardCharsets.UTF_8)));
                case '4' -> snapshots.add(Arrays.copyOfRange(bytes, 1, bytes.length));
                default -> {}
            }
            lock.notifyAll();
        }
    }

    private void state(JsonNode now) {
        state = now;
        String nowEpoch = now.path("epoch").asString();
        long nowOffset = now.path("offset").asLong();
        if (epoch != null && (!epoch.equals(nowEpoch) || offset != nowOffset)) {
            gaps++;
        }
        epoch = nowEpoch;
        offset = nowOffset;
        JsonNode acknowledged = now.path("input_offset");
        boolean firstOfConnection = inputSent < 0;
        if (acknowledged.isNumber()) {
            inputOffset = acknowledged.asLong();
            if (firstOfConnection) {
                inputSent = inputOffset;
            }
        } else if (firstOfConnection) {
            // What was never sent cannot have arrived; of the rest nobody knows.
            inputUnknown = handed > 0;
            inputSent = handed;
        }
        sendInput();
    }

    private void drop(WebSocket gone) {
        synchronized (lock) {
            if (gone == socket) {
                socket = null;
                sending = CompletableFuture.completedFuture(null);
            }
            lock.notifyAll();
        }
    }

    private final class Frames implements WebSocket.Listener {
        private final ByteArrayOutputStream partial = new ByteArrayOutputStream();
        private boolean over;

        @Override
        public void onOpen(WebSocket opened) {
            opened.request(1);
        }

        @Override
        public @Nullable CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
            byte[] part = new byte[data.remaining()];
            data.get(part);
            partial.writeBytes(part);
            if (last) {
                frame(from, partial.toByteArray());
                partial.reset();
            }
            from.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
            synchronized (lock) {
                over = true;
                closeCodes.add(code);
            }
            drop(from);
            return null;
        }

        @Override
        public void onError(WebSocket from, Throwable error) {
            synchronized (lock) {
                over = true;
            }
            drop(from);
        }
    }
}
