package io.sac.bench;

import io.sac.protocol.AgentToken;
import io.sac.protocol.Handshake;
import io.sac.protocol.TerminalFrame;
import io.sac.testing.TestSac;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A SAC of the bench's own with one shell agent, reached through the server and straight at its sidecar. */
final class BenchSac implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.shared();

    private final TestSac sac;
    private final HttpClient http = HttpClient.newHttpClient();
    private final long agent;

    BenchSac() throws IOException, InterruptedException {
        sac = TestSac.start(Map.of());
        agent = call("POST", "api/agents", "{\"name\": \"Bench\", \"harness\": \"shell\"}")
                .path("id")
                .asLong();
    }

    String session() throws IOException, InterruptedException {
        String id = call("POST", "api/sessions", "{\"agent_id\": %d, \"new\": true}".formatted(agent))
                .path("session_id")
                .asString();
        TestSac.await(Duration.ofMinutes(2), () -> status(id).equals("ready"));
        return id;
    }

    /** A terminal as a browser has it. */
    FrameSocket throughServer(String session, String protocol) throws IOException, InterruptedException {
        String ticket = call("POST", "api/tickets", """
                        {"purpose": "terminal", "session_id": "%s"}""".formatted(session))
                .path("ticket")
                .asString();
        return FrameSocket.open(
                sac.port(), "/ws/%s?token=%s&agent_id=%d".formatted(session, ticket, agent), protocol, Map.of());
    }

    /** A terminal on the sidecar's own socket. */
    FrameSocket straight(String session, String protocol) throws IOException, InterruptedException {
        int port = (int) read("sidecar.run.json").path("port").asLong();
        String path = "/ws/" + session;
        String nonce = Handshake.nonce(new SecureRandom());
        HttpResponse<String> hello = http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + Handshake.PATH))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString("{\"nonce\":\"" + nonce + "\"}"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        String theirs = JSON.readTree(hello.body()).path("nonce").asString();
        return FrameSocket.open(
                port,
                path,
                protocol,
                Map.of(
                        Handshake.PROOF_HEADER,
                        Handshake.requestProof(down(), nonce, theirs, "GET", path),
                        TerminalFrame.VIEWER_HEADER,
                        UUID.randomUUID().toString(),
                        TerminalFrame.USER_HEADER,
                        "bench",
                        TerminalFrame.MAY_DRIVE_HEADER,
                        "true"));
    }

    TestSac sac() {
        return sac;
    }

    long agent() {
        return agent;
    }

    /** The folder whose files the Output panel shows. */
    Path output() throws IOException {
        return Path.of(read("sidecar.json").path("output").asString());
    }

    @Override
    public void close() {
        sac.close();
    }

    private String status(String session) {
        try {
            return call("GET", "api/sessions/" + session, null).path("status").asString();
        } catch (IOException e) {
            return e.toString();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return e.toString();
        }
    }

    private AgentToken down() throws IOException {
        return Files.readAllLines(
                        Path.of(read("sidecar.json").path("token_file").asString()))
                .stream()
                .filter(line -> line.startsWith("down="))
                .flatMap(line -> AgentToken.parse(line.substring(5)).stream())
                .findFirst()
                .orElseThrow();
    }

    private JsonNode read(String file) throws IOException {
        Path folder = sac.home().resolve("agents").resolve(Long.toString(agent));
        return JSON.readTree(Files.readString(folder.resolve(file)));
    }

    JsonNode call(String method, String path, @Nullable String body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(sac.url(path))
                .header("Authorization", "Bearer " + sac.administratorToken())
                .header("Content-Type", "application/json")
                .method(
                        method,
                        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body))
                .build();
        HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() >= 300) {
            throw new IOException(method + " " + path + " answered " + answer.body());
        }
        return JSON.readTree(answer.body());
    }
}
