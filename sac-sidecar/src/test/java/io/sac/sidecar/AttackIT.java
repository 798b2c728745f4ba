package io.sac.sidecar;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.sac.protocol.AgentToken;
import io.sac.protocol.Handshake;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What somebody can do who reaches the sidecar's doors and has no token: nothing, and nobody is held up. */
class AttackIT {
    private final UUID session = UUID.randomUUID();
    private SidecarFixture fixture;

    @BeforeEach
    void start(@TempDir Path root) throws Exception {
        JsonObject model = new JsonObject();
        model.addProperty("enabled", true);
        model.addProperty("provider", "demo");
        model.addProperty("key", "loopback-key");
        model.addProperty("port", 0);
        fixture = new SidecarFixture(root).set("model", model).start();
        fixture.put(session);
    }

    @AfterEach
    void stop() {
        fixture.close();
    }

    private HttpResponse<String> send(String url, String method, String body, String... headers) throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(url)).method(method, HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return fixture.http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private String door(String port) throws Exception {
        return "http://127.0.0.1:" + fixture.run().get(port).getAsInt();
    }

    /** The first line that is answered to raw bytes; empty when the connection is just closed. */
    private String answer(byte[] bytes) throws Exception {
        try (Socket socket = new Socket("127.0.0.1", fixture.port())) {
            socket.setSoTimeout(20_000);
            try {
                socket.getOutputStream().write(bytes);
                socket.getOutputStream().flush();
                socket.shutdownOutput();
                InputStream in = socket.getInputStream();
                String all = new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
                return all.lines().findFirst().orElse("");
            } catch (java.net.SocketException e) {
                // Reset while there were bytes left to take: refused as well.
                return "";
            }
        }
    }

    private void assertServes() throws Exception {
        assertThat(send(fixture.url() + "/health", "GET", "").body()).isEqualTo("{\"status\":\"up\"}");
        assertThat(fixture.json("GET", "/state", "").getAsJsonArray("sessions")).hasSize(1);
    }

    @Test
    void proofsThatProveNothingShouldBeRefused() throws Exception {
        SecureRandom random = new SecureRandom();
        String nonce = Handshake.nonce(random);
        JsonObject answer = JsonParser.parseString(
                        send(fixture.url() + "/handshake", "POST", "{\"nonce\":\"" + nonce + "\"}")
                                .body())
                .getAsJsonObject();
        String theirs = answer.get("nonce").getAsString();
        AgentToken other = AgentToken.compute(new byte[32], "k1", AgentToken.Direction.DOWN, 8, 1);
        String good = Handshake.requestProof(SidecarFixture.DOWN, nonce, theirs, "GET", "/state");

        List<String> bad = List.of(
                "",
                ".",
                "x",
                "a.b",
                "a".repeat(5000),
                theirs + ".",
                good.substring(1),
                good + "x",
                fixture.proof("GET", "/stat"),
                fixture.proof("POST", "/state"),
                fixture.proof("GET", "/state?x"),
                Handshake.requestProof(SidecarFixture.UP, nonce, theirs, "GET", "/state"),
                Handshake.requestProof(other, nonce, theirs, "GET", "/state"),
                Handshake.requestProof(SidecarFixture.DOWN, Handshake.nonce(random), theirs, "GET", "/state"),
                Handshake.requestProof(SidecarFixture.DOWN, nonce, Handshake.nonce(random), "GET", "/state"));
        for (String proof : bad) {
            assertThat(send(fixture.url() + "/state", "GET", "", Handshake.PROOF_HEADER, proof)
                            .statusCode())
                    .as(proof)
                    .isEqualTo(401);
        }
        // A wrong proof for a nonce spends it.
        assertThat(send(fixture.url() + "/state", "GET", "", Handshake.PROOF_HEADER, good)
                        .statusCode())
                .isEqualTo(401);
        String fresh = fixture.proof("GET", "/state");
        assertThat(send(fixture.url() + "/state", "GET", "", Handshake.PROOF_HEADER, fresh)
                        .statusCode())
                .isEqualTo(200);
        assertThat(send(fixture.url() + "/state", "GET", "", Handshake.PROOF_HEADER, fresh)
                        .statusCode())
                .isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "{}",
                "{\"nonce\":1}",
                "{\"nonce\":\"short\"}",
                "{\"nonce\":null}",
                "{\"nonce\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\",\"more\":1}"
            })
    void malformedHandshakesShouldBeRefused(String body) throws Exception {
        HttpResponse<String> answer = send(fixture.url() + "/handshake", "POST", body);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    }

    @Test
    void oversizedRequestsShouldBeRefused() throws Exception {
        assertThat(send(fixture.url() + "/handshake", "POST", "x".repeat(5000)).statusCode())
                .isEqualTo(413);
        // Announced only: a sender of so much may see the end of the connection before the answer.
        String path = "/sessions/" + session;
        String announced = "PUT %s HTTP/1.1\r\nHost: x\r\n%s: %s\r\nContent-Length: %d\r\n\r\n"
                .formatted(path, Handshake.PROOF_HEADER, fixture.proof("PUT", path), (4 << 20) + 1);
        assertThat(answer(announced.getBytes(StandardCharsets.UTF_8))).contains(" 413 ");
        assertThat(fixture.call("PUT", path, "[".repeat(1_000_000)).statusCode())
                .isEqualTo(400);
        String large = "GET /health HTTP/1.1\r\nHost: x\r\nX-Large: " + "x".repeat(2 << 20) + "\r\n\r\n";
        assertThat(answer(large.getBytes(StandardCharsets.UTF_8))).doesNotContain("200");
        StringBuilder many = new StringBuilder("GET /health HTTP/1.1\r\nHost: x\r\n");
        for (int n = 0; n < 1000; n++) {
            many.append("X-").append(n).append(": x\r\n");
        }
        assertThat(answer(many.append("\r\n").toString().getBytes(StandardCharsets.UTF_8)))
                .doesNotContain("200");
        assertServes();
    }

    @Test
    void rubbishShouldDisturbNobody() throws Exception {
        Random random = new Random(17);
        for (int n = 0; n < 200; n++) {
            byte[] bytes = new byte[random.nextInt(3000)];
            random.nextBytes(bytes);
            answer(bytes);
        }
        for (String line : List.of(
                "GET /state HTTP/9.9\r\n\r\n",
                "GET /sessions/../state HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET //state HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET /%73tate HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET http://elsewhere/state HTTP/1.1\r\nHost: x\r\n\r\n",
                "TRACE /state HTTP/1.1\r\nHost: x\r\n\r\n",
                "POST /handshake HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n",
                "POST /handshake HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n\r\n",
                "GET /ws/" + session + " HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n")) {
            assertThat(answer(line.getBytes(StandardCharsets.UTF_8)))
                    .as(line)
                    .doesNotContain(" 200 ")
                    .doesNotContain(" 101 ");
        }
        assertServes();
    }

    /** More connections than there are threads, each with a request that never becomes whole. */
    @Test
    void requestsThatNeverEndShouldHoldUpNobody() throws Exception {
        List<Socket> sockets = new ArrayList<>();
        try {
            for (int n = 0; n < 40; n++) {
                Socket socket = new Socket("127.0.0.1", fixture.port());
                sockets.add(socket);
                String part = n % 2 == 0
                        ? "POST /handshake HTTP/1.1\r\nHost: x\r\nContent-Length: 500\r\n\r\n{\"no"
                        : "GET /health HTTP/1.1\r\nHos";
                socket.getOutputStream().write(part.getBytes(StandardCharsets.UTF_8));
                socket.getOutputStream().flush();
            }
            assertServes();
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    @Test
    void idsOfNobodyShouldReachNothing() throws Exception {
        UUID other = UUID.randomUUID();
        String prompt = "{\"id\":\"" + UUID.randomUUID() + "\",\"text\":\"x\",\"files\":[]}";

        assertThat(fixture.call("POST", "/sessions/" + other + "/prompts", prompt)
                        .statusCode())
                .isEqualTo(404);
        assertThat(fixture.call("POST", "/sessions/" + session + "/other", prompt)
                        .statusCode())
                .isEqualTo(404);
        for (String id : List.of("1", "1-1-1-1-1", session.toString().toUpperCase(java.util.Locale.ROOT), "..%2f..")) {
            assertThat(fixture.call("PUT", "/sessions/" + id, "{}").statusCode())
                    .as(id)
                    .isEqualTo(400);
        }
        for (String path : List.of("", "/", "..", "../x", "a/../../x", "a//b", "./a", "a\u0000b")) {
            JsonObject json = new JsonObject();
            json.addProperty("path", path);
            assertThat(fixture.call("POST", "/output/delete", json.toString()).statusCode())
                    .as(path)
                    .isEqualTo(400);
        }
        assertServes();
    }

    @Test
    void doorsShouldOpenForTheirOwnKeysOnly() throws Exception {
        String key = JsonParser.parseString(Files.readString(fixture.state.resolve("sidecar.json")))
                .getAsJsonObject()
                .get("hook_key")
                .getAsString();
        String hooks = door("hook_port") + "/hooks/";
        String hook = "{\"hook_event_name\":\"Stop\"}";
        assertThat(send(hooks + key + "/" + session, "POST", hook).statusCode()).isEqualTo(200);

        assertThat(send(hooks + "x" + key.substring(1) + "/" + session, "POST", hook)
                        .statusCode())
                .isEqualTo(404);
        assertThat(send(hooks + key.substring(1) + "/" + session, "POST", hook).statusCode())
                .isEqualTo(404);
        assertThat(send(hooks + "/" + session, "POST", hook).statusCode()).isEqualTo(404);
        assertThat(send(hooks + key + "/" + session, "GET", "").statusCode()).isEqualTo(404);
        assertThat(send(hooks + key + "/nobody", "POST", hook).statusCode()).isEqualTo(404);
        assertThat(send(hooks + key + "/" + session, "POST", "[").statusCode()).isEqualTo(400);
        assertThat(send(hooks + key + "/" + session, "POST", "x".repeat((4 << 20) + 1))
                        .statusCode())
                .isEqualTo(413);
        assertThat(send(door("hook_port") + "/state", "GET", "").statusCode()).isEqualTo(404);
        assertThat(send(fixture.url() + "/hooks/" + key + "/" + session, "POST", hook)
                        .statusCode())
                .isEqualTo(401);

        String messages = door("model_port") + "/v1/messages";
        assertThat(send(messages, "POST", "{}", "x-api-key", "loopback-key").statusCode())
                .isEqualTo(200);
        assertThat(send(messages, "POST", "{}").statusCode()).isEqualTo(401);
        assertThat(send(messages, "POST", "{}", "x-api-key", key).statusCode()).isEqualTo(401);
        assertThat(send(messages, "POST", "{}", "Authorization", "Bearer loopback-key2")
                        .statusCode())
                .isEqualTo(401);
        assertThat(send(door("model_port") + "/../heartbeat", "POST", "{}", "x-api-key", "loopback-key")
                        .statusCode())
                .isEqualTo(400);
        assertThat(send(door("model_port") + "/%2e%2e/heartbeat", "POST", "{}", "x-api-key", "loopback-key")
                        .statusCode())
                .isEqualTo(400);
        assertThat(send(door("model_port") + "/v1/..%2fheartbeat", "POST", "{}", "x-api-key", "loopback-key")
                        .statusCode())
                .isEqualTo(400);
        assertThat(send(door("model_port") + "/v1/;x/heartbeat", "POST", "{}", "x-api-key", "loopback-key")
                        .statusCode())
                .isEqualTo(400);
        assertThat(fixture.server.requests.stream().filter(request -> request.contains("/llm/")))
                .containsExactly("POST /api/internal/llm/demo/v1/messages");
        assertServes();
    }

    /** What is not held in memory at all is refused by the WebSocket itself. */
    @Test
    void frameFarBeyondTheLimitShouldEndItsConnectionOnly() throws Exception {
        TerminalClient client =
                fixture.watch(session, "tty.sac.1").hello(UUID.randomUUID().toString());
        client.state();

        client.send((byte) '0', new byte[16 << 20]);

        Eventually.until("closed", client::gone);
        assertServes();
    }
}
