package io.sac.testing;

import io.sac.launcher.ProcessMark;
import io.sac.protocol.AgentToken;
import io.sac.protocol.Handshake;
import io.sac.protocol.TerminalFrame;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The sidecar of one agent on this machine, entered as the server enters it: for what must not pass the server. */
public final class SidecarDoor {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Path folder;
    private final HttpClient http = HttpClient.newHttpClient();

    public SidecarDoor(TestSac sac, long agentId) {
        this.folder = sac.home().resolve("agents").resolve(Long.toString(agentId));
    }

    /** The sidecar's process as its run file names it. */
    public ProcessMark mark() {
        try {
            return ProcessMark.read(folder.resolve("sidecar.run.json")).orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The sidecar's process, while it lives. */
    public Optional<ProcessHandle> process() {
        try {
            return ProcessMark.read(folder.resolve("sidecar.run.json")).flatMap(ProcessMark::alive);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The upgrade to a session's terminal, good for one connection. */
    public TerminalClient.Target terminal(String session) throws IOException, InterruptedException {
        long port = read("sidecar.run.json").path("port").asLong();
        String path = "/ws/" + session;
        String nonce = Handshake.nonce(RANDOM);
        HttpResponse<String> hello = http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + Handshake.PATH))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString("{\"nonce\":\"" + nonce + "\"}"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        String theirs = JSON.readTree(hello.body()).path("nonce").asString();
        return new TerminalClient.Target(
                URI.create("ws://127.0.0.1:" + port + path),
                Map.of(
                        Handshake.PROOF_HEADER,
                        Handshake.requestProof(down(), nonce, theirs, "GET", path),
                        TerminalFrame.VIEWER_HEADER,
                        "a test beside the server",
                        TerminalFrame.USER_HEADER,
                        "witness",
                        TerminalFrame.MAY_DRIVE_HEADER,
                        "false"));
    }

    private AgentToken down() throws IOException {
        return Files.readAllLines(folder.resolve("tokens")).stream()
                .filter(line -> line.startsWith("down="))
                .flatMap(line -> AgentToken.parse(line.substring(5)).stream())
                .findFirst()
                .orElseThrow();
    }

    private JsonNode read(String file) throws IOException {
        return JSON.readTree(Files.readString(folder.resolve(file)));
    }
}
