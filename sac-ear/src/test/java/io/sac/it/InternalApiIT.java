package io.sac.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.sac.it.SacClient.Answer;
import io.sac.protocol.AgentToken;
import io.sac.protocol.Handshake;
import io.sac.testing.SacExtension;
import io.sac.testing.TestSac;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What server and sidecars ask of each other, with the tokens of real sidecars in wrong hands. */
@ExtendWith(SacExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class InternalApiIT {
    private static final String HEARTBEAT = "/api/internal/heartbeat";

    private final TestSac sac;
    private final TestShell victim;
    private final TestShell mallory;
    private final String session;
    private final HttpClient http = HttpClient.newHttpClient();

    InternalApiIT(TestSac sac) {
        this.sac = sac;
        this.victim = TestShell.of(sac, SacClient.newUser(sac));
        this.session = victim.ready();
        this.mallory = TestShell.of(sac, SacClient.newUser(sac));
        mallory.ready();
    }

    @AfterAll
    void clear() {
        http.shutdownNow();
        for (TestShell shell : List.of(victim, mallory)) {
            shell.owner().delete("/api/agents/" + shell.id()).is(204);
        }
    }

    @Test
    void tokenShouldServeItsOwnAgentOnly() {
        victim.put("theirs.txt", "theirs");
        mallory.put("own.txt", "own");
        String prompt = victim.owner()
                .post("/api/sessions/" + session + "/prompts", "{\"text\": \"true\"}")
                .is(202)
                .json()
                .path("id")
                .asString();
        SacClient sidecar = mallory.sidecar();

        assertThat(sidecar.sendUnchecked("GET", "/api/internal/output/files", null)
                        .is(200)
                        .text())
                .contains("own.txt")
                .doesNotContain("theirs.txt");
        sidecar.sendUnchecked("GET", "/api/internal/output/files?agent_id=" + victim.id(), null)
                .is(200);
        sidecar.sendUnchecked(
                        "POST",
                        "/api/internal/prompts/" + prompt + "/state",
                        "{\"state\": \"failed\", \"reason\": \"x\"}")
                .isProblem(404, "prompt-not-found");
        sidecar.sendUnchecked(
                        "POST",
                        "/api/internal/sessions/" + session + "/conversation",
                        "{\"conversation_id\": \"stolen\"}")
                .isProblem(404, "session-not-found");
        sidecar.sendUnchecked("POST", "/api/internal/conversations/events", """
                        {"session_id": "%s", "conversation_id": "forged", "entries": [{"entry_id": "forged", "role": "user",
                         "at": "2026-11-21T10:00:00Z", "content": [{"type": "text", "text": "forged"}]}]}
                        """.formatted(session))
                .isProblem(404, "session-not-found");
        sidecar.sendUnchecked("POST", HEARTBEAT, """
                        {"version": "1", "port": 1, "sessions": [{"session_id": "%s", "status": "ended", "epoch": "e",
                         "offset": 0, "activity": "idle", "exit_code": 9}], "output_queued": 0}
                        """.formatted(session)).is(200);
        sidecar.sendUnchecked(
                        "POST", "/api/internal/output/delete", "{\"path\": \"theirs.txt\", \"revision\": 999999999999}")
                .is(204);

        assertThat(victim.status(session)).isEqualTo("ready");
        assertThat(victim.outputPaths()).contains("theirs.txt");
        assertThat(victim.owner()
                        .get("/api/conversations?agent_id=" + victim.id())
                        .is(200)
                        .text())
                .doesNotContain("forged");
    }

    @Test
    void wrongTokensShouldBeRefused() {
        String up = victim.token("up");
        String[] parts = up.split("\\.");
        for (String token : List.of(
                victim.token("down"),
                up.replace(".up.", ".down."),
                up.replace("." + victim.id() + ".", "." + mallory.id() + "."),
                String.join(".", parts[0], parts[1], parts[2], parts[3], "0", parts[5]),
                up.substring(0, up.length() - 2) + "AA",
                up + " ",
                up + ".x")) {
            SacClient.internal(sac)
                    .with(token.strip().equals(up) ? up + "\u00a0" : token)
                    .sendUnchecked("POST", HEARTBEAT, "{}")
                    .is(401);
        }
        SacClient.internal(sac).sendUnchecked("POST", HEARTBEAT, "{}").isProblem(401, "unauthenticated");
        SacClient.internal(sac)
                .with(victim.owner().token())
                .sendUnchecked("POST", HEARTBEAT, "{}")
                .is(401);
        SacClient.internal(sac).with(up).sendUnchecked("POST", HEARTBEAT, "{}").is(200);
    }

    @Test
    void tokenShouldOpenNothingForPeople() {
        SacClient outside = SacClient.of(sac).with(victim.token("up"));
        for (String path : List.of("/api/agents", "/api/agents/" + victim.id(), "/api/auth/me", "/api/admin/users")) {
            outside.get(path).is(401);
            victim.sidecar().sendUnchecked("GET", path, null).isProblem(404, "not-found");
        }
        outside.sendUnchecked("POST", HEARTBEAT, "{}").isProblem(404, "not-found");
    }

    @Test
    void tokenShouldEndWithItsAgent() {
        TestShell shell = TestShell.of(sac, SacClient.newUser(sac));
        shell.ready();
        SacClient sidecar = shell.sidecar();
        sidecar.sendUnchecked("POST", HEARTBEAT, "{}").is(200);

        shell.owner().delete("/api/agents/" + shell.id()).is(204);

        sidecar.sendUnchecked("POST", HEARTBEAT, "{}").isProblem(401, "session-expired");
        sidecar.sendUnchecked("GET", "/api/internal/output/files", null).is(401);
    }

    @Test
    void modelShouldBeTheAgentsOwn() {
        String question = """
                {"model": "sac-demo", "max_tokens": 16, "messages": [{"role": "user", "content": "hello"}]}""";
        Answer other = victim.sidecar().sendUnchecked("POST", "/api/internal/llm/anthropic/v1/messages", question);
        assertThat(other.status()).isIn(403, 404);
        SacClient.internal(sac)
                .sendUnchecked("POST", "/api/internal/llm/demo/v1/messages", question)
                .is(401);
    }

    @Test
    void sidecarShouldAnswerOnlyWhoProvesThatTheyAreTheServer() throws Exception {
        AgentToken down = AgentToken.parse(victim.token("down")).orElseThrow();
        Proof good = proof(down, "GET", "/state");
        assertThat(good.answered()).isTrue();
        assertThat(ask("GET", "/state", good.header())).isEqualTo(200);

        assertThat(ask("GET", "/state", good.header())).as("replayed").isEqualTo(401);
        assertThat(ask("GET", "/state", null)).isEqualTo(401);
        assertThat(ask("POST", "/shutdown", proof(down, "GET", "/state").header()))
                .as("for something else")
                .isEqualTo(401);
        for (TestShell wrong : List.of(victim, mallory)) {
            String direction = wrong == victim ? "up" : "down";
            Proof forged = proof(AgentToken.parse(wrong.token(direction)).orElseThrow(), "GET", "/state");
            assertThat(forged.answered()).as("proved with another's token").isFalse();
            assertThat(ask("GET", "/state", forged.header())).isEqualTo(401);
        }
        assertThat(victim.status(session)).isEqualTo("ready");
    }

    /** A begun handshake: whether the sidecar proved itself to the holder of the token, and the proof for one request. */
    private record Proof(boolean answered, String header) {}

    private Proof proof(AgentToken token, String method, String path) throws IOException, InterruptedException {
        String nonce = Handshake.nonce(new SecureRandom());
        HttpResponse<String> answer = send(HttpRequest.newBuilder(sidecar(Handshake.PATH))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"nonce\": \"" + nonce + "\"}")));
        JsonNode json = JsonMapper.shared().readTree(answer.body());
        String theirs = json.path("nonce").asString();
        return new Proof(
                Handshake.provesSidecar(token, nonce, theirs, json.path("proof").asString()),
                Handshake.requestProof(token, nonce, theirs, method, path));
    }

    private int ask(String method, String path, String proof) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(sidecar(path)).method(method, BodyPublishers.noBody());
        if (proof != null) {
            request.header(Handshake.PROOF_HEADER, proof);
        }
        return send(request).statusCode();
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return http.send(request.build(), BodyHandlers.ofString());
    }

    private URI sidecar(String path) throws IOException {
        JsonNode run =
                JsonMapper.shared().readTree(Files.readString(victim.folder().resolve("sidecar.run.json")));
        return URI.create("http://127.0.0.1:" + run.path("port").asInt() + path);
    }
}
