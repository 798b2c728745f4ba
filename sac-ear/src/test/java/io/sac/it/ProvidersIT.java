package io.sac.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.sac.testing.SacExtension;
import io.sac.testing.TestSac;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** "Test connection", against a provider on this machine that behaves in all ways there are. */
@ExtendWith(SacExtension.class)
class ProvidersIT {
    private static final String KEY = "sk-key-of-somebody-9c1d";
    private static final String PRIVATE = "/api/admin/settings/allow_private_addresses";
    private static final String GOOD = """
            {"type": "message", "role": "assistant", "content": [{"type": "text", "text": "ready"}]}""";

    private final SacClient administrator;
    private final SacClient owner;
    private final List<String> calls = new CopyOnWriteArrayList<>();
    private HttpServer provider;

    ProvidersIT(TestSac sac) {
        this.administrator = SacClient.administrator(sac);
        this.owner = SacClient.newUser(sac);
    }

    @BeforeEach
    void startProvider() throws IOException {
        provider = HttpServer.create(new InetSocketAddress(0), 0);
        provider.createContext("/", this::answer);
        provider.start();
    }

    @AfterEach
    void stopProvider() {
        provider.stop(0);
        administrator.delete(PRIVATE).is(204);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.1:%d",
                "http://localhost:%d",
                "http://LOCALHOST.:%d",
                "http://[::1]:%d",
                "http://[::ffff:127.0.0.1]:%d",
                "http://[::ffff:7f00:1]:%d",
                "http://[64:ff9b::7f00:1]:%d",
                "http://127.1:%d",
                "http://2130706433:%d",
                "http://0x7f000001:%d",
                "http://0.0.0.0:%d",
                "http://10.1.2.3:%d",
                "http://172.20.0.1:%d",
                "http://192.168.1.1:%d",
                "http://100.100.100.200:%d",
                "http://169.254.169.254:%d/latest/meta-data",
                "http://[fd00:ec2::254]:%d",
                "http://[fe80::1]:%d"
            })
    void privateAddressesShouldNotBeCalled(String address) {
        JsonNode result = tryOut(address.formatted(provider.getAddress().getPort()));

        assertThat(result.path("ok").asBoolean()).isFalse();
        assertThat(result.path("reason").asString()).isIn("address_refused", "unreachable");
        assertSentence(result);
        assertThat(calls).isEmpty();
    }

    @Test
    void ownNameOfTheMachineShouldNotBeCalled() throws IOException {
        JsonNode result = tryOut("http://" + InetAddress.getLocalHost().getHostName() + ":"
                + provider.getAddress().getPort());

        assertThat(result.path("reason").asString()).isIn("address_refused", "unreachable");
        assertThat(calls).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            good,         ''
            refused,      key_refused
            forbidden,    key_refused
            busy,         rate_limited
            unknown,      model_unknown
            unpaid,       provider_error
            broken,       provider_error
            page,         not_compatible
            redirect,     not_compatible
            other-json,   not_compatible
            """)
    void whatTheProviderDoesShouldBeSaidPlainly(String behaviour, String reason) {
        allowPrivateAddresses();

        JsonNode result = tryOut(base() + "/" + behaviour);

        assertThat(result.path("reason").asString("")).isEqualTo(reason);
        assertThat(result.path("ok").asBoolean()).isEqualTo(reason.isEmpty());
        assertSentence(result);
        assertThat(calls).isNotEmpty().allMatch(call -> call.startsWith("POST /" + behaviour + "/v1/messages "));
    }

    @Test
    void nobodyAtTheAddressShouldBeSaid() throws IOException {
        allowPrivateAddresses();
        int free;
        try (ServerSocket socket = new ServerSocket(0)) {
            free = socket.getLocalPort();
        }

        for (String address : List.of("http://127.0.0.1:" + free, "https://nothing.invalid")) {
            JsonNode result = tryOut(address);
            assertThat(result.path("reason").asString()).as(address).isEqualTo("unreachable");
            assertSentence(result);
        }
    }

    @Test
    void whatIsNoHttpShouldBeSaid() throws IOException {
        allowPrivateAddresses();
        try (ServerSocket garbage = new ServerSocket(0)) {
            Thread.ofVirtual().start(() -> {
                try (var socket = garbage.accept()) {
                    socket.getOutputStream().write("SSH-2.0-OpenSSH_9.9\r\n".getBytes(StandardCharsets.US_ASCII));
                } catch (IOException e) {
                    // The caller has gone.
                }
            });
            JsonNode result = tryOut("http://127.0.0.1:" + garbage.getLocalPort());
            assertThat(result.path("reason").asString()).isEqualTo("unreachable");
            assertSentence(result);
        }
    }

    @Test
    void storedKeyShouldGoOnlyWhereItWasStoredFor() {
        allowPrivateAddresses();
        long agent = owner.post("/api/agents", """
                        {"name": "a", "harness": "shell", "provider": {"preset": "custom", "base_url": "%s/good", "key": "%s"}}
                        """.formatted(base(), KEY))
                .is(201)
                .json()
                .path("id")
                .asLong();

        assertThat(owner.post("/api/providers/test", "{\"agent_id\": " + agent + "}")
                        .is(200)
                        .json()
                        .path("ok")
                        .asBoolean())
                .isTrue();
        assertThat(calls).last().asString().contains(KEY);
        owner.post("/api/providers/test", """
                {"agent_id": %d, "provider": {"preset": "custom", "base_url": "%s/refused"}}
                """.formatted(agent, base())).is(200);
        assertThat(calls).last().asString().contains("/refused/").doesNotContain(KEY);
    }

    @Test
    void badRequestsShouldBeRefused() {
        owner.post("/api/providers/test", "{}").isProblem(400, "invalid");
        owner.post("/api/providers/test", "{\"provider\": {\"preset\": \"acme\"}}")
                .isProblem(400, "invalid");
        owner.post("/api/providers/test", "{\"agent_id\": -1}").isProblem(404, "agent-not-found");
        JsonNode demo = owner.post("/api/providers/test", "{\"provider\": {\"preset\": \"demo\"}}")
                .is(200)
                .json();
        assertThat(demo.path("ok").asBoolean()).isTrue();
        JsonNode keyless = owner.post("/api/providers/test", "{\"provider\": {\"preset\": \"anthropic\"}}")
                .is(200)
                .json();
        assertThat(keyless.path("reason").asString()).isEqualTo("key_refused");
    }

    private void allowPrivateAddresses() {
        administrator.put(PRIVATE, "{\"value\": true}").is(200);
    }

    private String base() {
        return "http://127.0.0.1:" + provider.getAddress().getPort();
    }

    private JsonNode tryOut(String address) {
        return owner.post("/api/providers/test", """
                        {"provider": {"preset": "custom", "base_url": "%s", "key": "%s", "models": {"small": "m"}}}
                        """.formatted(address, KEY))
                .is(200)
                .json();
    }

    private static void assertSentence(JsonNode result) {
        assertThat(result.path("detail").asString())
                .matches("(?s)[A-Z].{15,}[.\u201d]")
                .doesNotContain(KEY, "Exception", "java.");
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        calls.add(exchange.getRequestMethod() + " " + path + " "
                + exchange.getRequestHeaders().getFirst("Authorization")
                + exchange.getRequestHeaders().getFirst("x-api-key"));
        String echo = "{\"error\": {\"message\": \"model or key " + KEY + " is not good\"}}";
        switch (path.split("/", -1)[1]) {
            case "good" -> send(exchange, 200, GOOD);
            case "refused" -> send(exchange, 401, echo);
            case "forbidden" -> send(exchange, 403, "<h1>no</h1>");
            case "busy" -> send(exchange, 429, echo);
            case "unknown" -> send(exchange, 404, echo);
            case "unpaid" -> send(exchange, 402, echo);
            case "broken" -> send(exchange, 503, "");
            case "page" -> send(exchange, 200, "<!doctype html><title>Welcome</title>");
            case "redirect" -> {
                exchange.getResponseHeaders().add("Location", base() + "/good/v1/messages");
                send(exchange, 307, "");
            }
            default -> send(exchange, 200, "{\"choices\": []}");
        }
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }
}
