package io.sac.sidecar;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.io.ByteArrayOutputStream;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Floods, cuts and viewers that do not read. */
class TerminalLoadIT {
    private final UUID session = UUID.randomUUID();
    private final String tab = UUID.randomUUID().toString();
    private SidecarFixture fixture;

    @BeforeEach
    void start(@TempDir Path root) throws Exception {
        fixture = new SidecarFixture(root);
    }

    @AfterEach
    void stop() {
        fixture.close();
    }

    private long offset() throws Exception {
        return fixture.json("GET", "/state", "")
                .getAsJsonArray("sessions")
                .get(0)
                .getAsJsonObject()
                .get("offset")
                .getAsLong();
    }

    @Test
    void floodShouldNotStopWhenNobodyReads() throws Exception {
        fixture.cli(List.of("/bin/sh", "-c", "yes")).start().put(session);
        Eventually.until("beyond the ring", Duration.ofSeconds(90), () -> at() > 5 << 20);

        TerminalClient stuck = fixture.watch(session, "tty").first("{\"columns\":80,\"rows\":24}");
        stuck.frame((byte) '2', new byte[0]);
        long now = at();
        Eventually.until("it goes on past a driver that paused", Duration.ofSeconds(90), () -> at() > now + (6 << 20));
    }

    private long at() {
        try {
            return offset();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void driverThatReadsShouldGetEveryByteOfABulk() throws Exception {
        Path data = fixture.root.resolve("data");
        byte[] bytes = new byte[16 << 20];
        new Random(3).nextBytes(bytes);
        for (int n = 0; n < bytes.length; n++) {
            bytes[n] = (byte) (33 + (bytes[n] & 0xff) % 90);
        }
        Files.write(data, bytes);
        fixture.cli(List.of("/bin/sh", "-c", "stty raw -echo; read go; cat " + data + "; echo; echo END; cat"))
                .start()
                .put(session);
        TerminalClient client = fixture.watch(session, "tty.sac.1").hello(tab);
        client.state();
        long began = System.nanoTime();
        client.type("\n");

        Eventually.until("all of it", Duration.ofSeconds(60), () -> client.received() >= bytes.length + 5);
        System.out.printf("sidecar: bulk %.0f MB/s%n", bytes.length / ((System.nanoTime() - began) / 1e9) / 1e6);
        byte[] got = client.bytes();
        int from = indexOf(got, bytes);
        assertThat(digest(got, from, bytes.length)).isEqualTo(digest(bytes, 0, bytes.length));
        assertThat(client.kinds().replace("3", "")).startsWith("4").doesNotMatch("4.*4.*");
    }

    private static int indexOf(byte[] got, byte[] bytes) {
        for (int from = 0; from < 2000; from++) {
            if (java.util.Arrays.equals(got, from, from + 64, bytes, 0, 64)) {
                return from;
            }
        }
        throw new AssertionError("the data does not begin");
    }

    private static String digest(byte[] bytes, int from, int length) throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        digest.update(bytes, from, length);
        return HexFormat.of().formatHex(digest.digest());
    }

    @Test
    void slowViewerShouldHoldUpNobodyAndGetAFreshScreen() throws Exception {
        fixture.cli(List.of(
                        "/bin/sh",
                        "-c",
                        "read go; i=0; while [ $i -lt 200000 ]; do i=$((i+1)); echo line $i 0123456789; done; cat"))
                .start()
                .put(session);
        TerminalClient driver = fixture.watch(session, "tty.sac.1").hello(tab);
        driver.state();
        TerminalClient slow =
                fixture.watch(session, "tty.sac.1").hello(UUID.randomUUID().toString());
        slow.state();
        slow.frame((byte) '2', new byte[0]);
        driver.type("\n");
        driver.awaitText("line 200000 0123456789");
        slow.frame((byte) '3', new byte[0]);

        Eventually.until("the slow one sees the end", () -> (slow.screen() + slow.text()).contains("line 200000"));
        assertThat(slow.kinds()).matches("340*3*4.*|34.*34.*");
        assertThat(slow.states().getLast().get("offset").getAsLong()).isGreaterThan(0);
    }

    /**
     * What a client types arrives once and in order, and what the program says is seen once and in order, however often
     * the connection is cut: the client sends again from input_offset and asks from its offset.
     */
    @Test
    void nothingShouldBeLostOrDoubledOverRandomCuts() throws Exception {
        Path log = fixture.root.resolve("log");
        fixture.cli(List.of("/bin/sh", "-c", "stty raw -echo; printf ready; exec tee " + log))
                .start()
                .put(session);
        Random random = new Random(42);
        byte[] keys = new byte[40_000];
        for (int n = 0; n < keys.length; n++) {
            keys[n] = (byte) ('a' + random.nextInt(26));
        }
        ByteArrayOutputStream seen = new ByteArrayOutputStream();
        String epoch = null;
        long offset = 0;
        int acknowledged = 0;
        int cuts = 0;
        while (true) {
            TerminalClient client = fixture.watch(session, "tty.sac.1");
            if (epoch == null) {
                client.hello(tab);
            } else {
                client.hello(tab, epoch, offset);
            }
            JsonObject state = first(client);
            if (epoch != null) {
                assertThat(state.get("epoch").getAsString()).isEqualTo(epoch);
                assertThat(state.get("offset").getAsLong()).isEqualTo(offset);
                acknowledged = state.get("input_offset").getAsInt();
            } else {
                offset = state.get("offset").getAsLong();
                Eventually.until("ready", () -> (client.screen() + client.text()).contains("ready"));
            }
            epoch = state.get("epoch").getAsString();
            int sent = acknowledged;
            int until = Math.min(keys.length, sent + random.nextInt(3000));
            while (sent < until) {
                int part = Math.min(until - sent, 1 + random.nextInt(200));
                client.frame((byte) '0', java.util.Arrays.copyOfRange(keys, sent, sent + part));
                sent += part;
            }
            if (sent == keys.length) {
                int from = seen.size();
                Eventually.until(
                        "the rest",
                        () -> text(seen, client, from)
                                .endsWith(new String(keys, keys.length - 200, 200, StandardCharsets.UTF_8)));
                seen.writeBytes(client.bytes());
                break;
            }
            if (random.nextBoolean()) {
                client.socket().sendPing(ByteBuffer.allocate(0)).join();
            }
            // Half of the time the old connection stays open, as behind a network that died.
            boolean half = random.nextBoolean();
            if (!half) {
                client.cut();
            }
            byte[] got = client.bytes();
            seen.writeBytes(got);
            offset += got.length;
            cuts++;
        }
        Eventually.until("the log", () -> log.toFile().length() >= keys.length);
        assertThat(Files.readAllBytes(log)).isEqualTo(keys);
        String all = seen.toString(StandardCharsets.UTF_8);
        assertThat(all.substring(all.indexOf("ready") < 0 ? 0 : all.indexOf("ready") + 5))
                .isEqualTo(new String(keys, StandardCharsets.UTF_8));
        assertThat(cuts).isGreaterThan(10);
    }

    private static String text(ByteArrayOutputStream before, TerminalClient client, int from) {
        return before.toString(StandardCharsets.UTF_8).substring(from) + client.text();
    }

    private static JsonObject first(TerminalClient client) {
        client.state();
        return client.states().getFirst();
    }

    @Test
    void connectionThatDoesNotReadShouldCostNoMemory() throws Exception {
        fixture.cli(List.of("/bin/sh", "-c", "read go; yes")).start().put(session);
        WebSocket.Listener deaf = new WebSocket.Listener() {
            @Override
            public void onOpen(WebSocket webSocket) {
                webSocket.request(1);
            }

            @Override
            public CompletionStage<?> onBinary(WebSocket webSocket, ByteBuffer data, boolean last) {
                return null;
            }
        };
        String path = "/ws/" + session;
        WebSocket socket = fixture.http
                .newWebSocketBuilder()
                .subprotocols("tty")
                .header("Sac-Proof", fixture.proof("GET", path))
                .header("Sac-Viewer", "l")
                .header("Sac-May-Drive", "true")
                .buildAsync(java.net.URI.create("ws://127.0.0.1:" + fixture.port() + path), deaf)
                .join();
        socket.sendBinary(ByteBuffer.wrap("{\"columns\":80,\"rows\":24}".getBytes(StandardCharsets.UTF_8)), true)
                .join();
        socket.sendBinary(ByteBuffer.wrap("0\n".getBytes(StandardCharsets.UTF_8)), true)
                .join();

        Eventually.until("it goes on", Duration.ofSeconds(90), () -> at() > 16 << 20);
        socket.abort();
    }
}
