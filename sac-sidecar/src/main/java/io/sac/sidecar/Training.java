package io.sac.sidecar;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.sac.protocol.AgentToken;
import io.sac.protocol.AgentToken.Direction;
import io.sac.protocol.Handshake;
import io.sac.protocol.TerminalFrame;
import io.sac.sidecar.config.SidecarConfig;
import io.sac.sidecar.json.Fields;
import io.undertow.Undertow;
import io.undertow.server.DefaultByteBufferPool;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.handlers.BlockingHandler;
import io.undertow.websockets.client.WebSocketClient;
import io.undertow.websockets.client.WebSocketClientNegotiation;
import io.undertow.websockets.core.WebSocketChannel;
import io.undertow.websockets.core.WebSockets;
import java.io.IOException;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One short life of a sidecar in a temporary folder, with a server that agrees to everything: what is loaded and linked
 * in it goes into the AOT cache, so that real sidecars start faster and share more memory.
 */
final class Training {
    private static final Logger LOG = LoggerFactory.getLogger(Training.class);
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int LOOK_MILLIS = 50;
    private static final int LOOKS = 100;

    private final Path folder;
    private final AgentToken up;
    private final AgentToken down;
    private final UUID session = UUID.randomUUID();

    private Training(Path folder) {
        byte[] key = new byte[32];
        RANDOM.nextBytes(key);
        this.folder = folder;
        this.up = AgentToken.compute(key, "train", Direction.UP, 0, 0);
        this.down = AgentToken.compute(key, "train", Direction.DOWN, 0, 0);
    }

    static void run() throws Exception {
        Path folder = Files.createTempDirectory("sac-training");
        Undertow server = Undertow.builder()
                .addHttpListener(0, "127.0.0.1", new BlockingHandler(Training::agree))
                .setIoThreads(1)
                .setWorkerThreads(4)
                .build();
        server.start();
        try {
            int port = ((InetSocketAddress) server.getListenerInfo().getFirst().getAddress()).getPort();
            new Training(folder).live(port);
        } finally {
            server.stop();
            delete(folder);
        }
    }

    private static void agree(HttpServerExchange exchange) throws IOException {
        exchange.getInputStream().transferTo(OutputStream.nullOutputStream());
        exchange.getResponseSender().send("{\"files\":[],\"next\":null,\"tombstones\":[]}");
    }

    private static void delete(Path folder) throws IOException {
        try (var tree = Files.walk(folder)) {
            for (Path path : tree.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }

    private void live(int serverPort) throws Exception {
        Sidecar sidecar = new Sidecar(config(serverPort));
        sidecar.start();
        String base = "http://127.0.0.1:" + sidecar.port();
        call(base, "PUT", "/sessions/" + session, "{\"columns\":80,\"rows\":24,\"conversation_id\":null}");
        watch(sidecar.port());
        Path output = folder.resolve("workspace/output");
        for (int n = 0; n < 20; n++) {
            Files.createDirectories(output.resolve("d" + n % 3));
            Files.writeString(output.resolve("d" + n % 3 + "/f" + n), "content " + n);
        }
        Files.delete(output.resolve("d1/f1"));
        call(base, "GET", "/state", "");
        Path transcript = folder.resolve("home/projects/p/" + session + ".jsonl");
        Files.createDirectories(folder.resolve("home/projects/p"));
        Files.writeString(
                transcript,
                "{\"uuid\":\"1\",\"timestamp\":\"2026-01-01T00:00:00Z\",\"type\":\"user\",\"message\":{\"role\":\"user\",\"content\":\"hi\"}}\n");
        call(
                base,
                "POST",
                "/sessions/" + session + "/prompts",
                "{\"id\":\"" + UUID.randomUUID() + "\",\"text\":\"hello\",\"files\":[]}");
        call(base, "POST", "/output/delete", "{\"path\":\"d2/f2\"}");
        TimeUnit.MILLISECONDS.sleep(1500);
        call(base, "DELETE", "/sessions/" + session, "");
        sidecar.end(Duration.ofMillis(500));
        LOG.info("training run ended");
    }

    private SidecarConfig config(int serverPort) throws IOException {
        Path workspace = Files.createDirectories(folder.resolve("workspace"));
        Path projects = Files.createDirectories(folder.resolve("home/projects"));
        Path tokens = Files.writeString(folder.resolve("tokens"), "up=" + up.text() + "\ndown=" + down.text() + "\n");
        JsonObject json = new JsonObject();
        json.addProperty("agent_id", 0);
        json.addProperty("generation", 0);
        json.addProperty("server", "http://127.0.0.1:" + serverPort);
        json.addProperty("token_file", tokens.toString());
        json.addProperty("listen", "127.0.0.1");
        json.addProperty("run_file", folder.resolve("run.json").toString());
        json.addProperty("state_dir", folder.resolve("state").toString());
        json.addProperty("home", folder.resolve("home").toString());
        json.addProperty("workspace", workspace.toString());
        json.addProperty("output", workspace.resolve("output").toString());
        JsonArray transcripts = new JsonArray();
        transcripts.add(projects.toString());
        json.add("transcripts", transcripts);
        JsonObject cli = new JsonObject();
        JsonArray start = new JsonArray();
        List.of("/bin/sh", "-c", "printf '\\033[?2004h\\033[31mready\\033[0m\\n'; exec cat")
                .forEach(start::add);
        cli.add("start", start);
        cli.add("resume", start);
        cli.add("environment", new JsonObject());
        json.add("cli", cli);
        Path file = Files.writeString(folder.resolve("sidecar.json"), json.toString());
        return SidecarConfig.read(file);
    }

    private void watch(int port) throws Exception {
        String path = "/ws/" + session;
        String proof = proof("http://127.0.0.1:" + port, "GET", path);
        WebSocketClientNegotiation negotiation =
                new WebSocketClientNegotiation(new ArrayList<>(List.of(TerminalFrame.TTY_SAC_1)), new ArrayList<>()) {
                    @Override
                    public void beforeRequest(Map<String, List<String>> headers) {
                        headers.put(Handshake.PROOF_HEADER, List.of(proof));
                        headers.put(TerminalFrame.MAY_DRIVE_HEADER, List.of("true"));
                    }
                };
        try (DefaultByteBufferPool pool = new DefaultByteBufferPool(true, 16 * 1024)) {
            WebSocketChannel channel = WebSocketClient.connectionBuilder(
                            org.xnio.Xnio.getInstance().createWorker(org.xnio.OptionMap.EMPTY),
                            pool,
                            URI.create("ws://127.0.0.1:" + port + path))
                    .setClientNegotiation(negotiation)
                    .connect()
                    .get();
            channel.resumeReceives();
            send(channel, "{\"columns\":80,\"rows\":24,\"viewer\":\"" + UUID.randomUUID() + "\"}");
            for (int n = 0; n < LOOKS; n++) {
                send(channel, "0key " + n + "\r");
                TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS / 5);
            }
            send(channel, "1{\"columns\":100,\"rows\":30}");
            WebSockets.sendCloseBlocking(1000, "", channel);
            channel.getWorker().shutdown();
        }
    }

    private static void send(WebSocketChannel channel, String frame) throws IOException {
        WebSockets.sendBinaryBlocking(ByteBuffer.wrap(frame.getBytes(StandardCharsets.UTF_8)), channel);
    }

    private String proof(String base, String method, String path) throws IOException {
        String nonce = Handshake.nonce(RANDOM);
        Fields answer = Fields.of(request(base, "POST", Handshake.PATH, "{\"nonce\":\"" + nonce + "\"}", ""));
        return Handshake.requestProof(down, nonce, answer.text("nonce"), method, path);
    }

    private void call(String base, String method, String path, String body) throws IOException {
        request(base, method, path, body, proof(base, method, path));
    }

    private static String request(String base, String method, String path, String body, String proof)
            throws IOException {
        HttpURLConnection connection =
                (HttpURLConnection) URI.create(base + path).toURL().openConnection(java.net.Proxy.NO_PROXY);
        connection.setRequestMethod(method);
        connection.setRequestProperty(Handshake.PROOF_HEADER, proof);
        if (!method.equals("GET")) {
            connection.setDoOutput(true);
            try (OutputStream out = connection.getOutputStream()) {
                out.write(body.getBytes(StandardCharsets.UTF_8));
            }
        }
        try (var in = connection.getInputStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
