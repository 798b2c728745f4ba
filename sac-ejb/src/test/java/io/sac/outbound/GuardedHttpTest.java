package io.sac.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GuardedHttpTest {
    private final List<String> seen = new CopyOnWriteArrayList<>();
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            seen.add(exchange.getRequestURI() + " "
                    + exchange.getRequestHeaders().getFirst("Host"));
            byte[] body = exchange.getRequestBody().readAllBytes();
            if (exchange.getRequestURI().getPath().equals("/away")) {
                exchange.getResponseHeaders()
                        .set(
                                "Location",
                                "http://127.0.0.1:" + server.getAddress().getPort() + "/");
                exchange.sendResponseHeaders(302, -1);
            } else if (exchange.getRequestURI().getPath().equals("/large")) {
                exchange.sendResponseHeaders(200, 0);
                exchange.getResponseBody().write(new byte[100_000]);
            } else {
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body);
            }
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private GuardedHttp http() {
        return new GuardedHttp(
                OutboundTrust.context(Optional.empty()), OutboundProxy.NONE, Duration.ofSeconds(5), 10_000);
    }

    private URI uri(String path) {
        return URI.create("http://localhost:" + server.getAddress().getPort() + path);
    }

    @Test
    void sendShouldRefuseThisMachineByAnyName() {
        for (String host : List.of("localhost", "127.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "0x7f000001")) {
            URI target = URI.create("http://" + host + ":" + server.getAddress().getPort() + "/");
            assertThatThrownBy(() -> http().send("GET", target, Map.of(), new byte[0], false))
                    .isInstanceOf(IOException.class);
        }
        assertThat(seen).isEmpty();
    }

    @Test
    void sendShouldCallUnderTheTypedName() throws IOException {
        byte[] body = "hello".getBytes(StandardCharsets.UTF_8);
        GuardedHttp.Answer answer = http().send("POST", uri("/x?y=1"), Map.of("X-Test", "1"), body, true);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text()).isEqualTo("hello");
        assertThat(seen)
                .containsExactly("/x?y=1 localhost:" + server.getAddress().getPort());
    }

    @Test
    void sendShouldFollowNoRedirect() throws IOException {
        assertThat(http().send("GET", uri("/away"), Map.of(), new byte[0], true).status())
                .isEqualTo(302);
        assertThat(seen).hasSize(1);
    }

    @Test
    void sendShouldCutALargeAnswer() throws IOException {
        assertThat(http().send("GET", uri("/large"), Map.of(), new byte[0], true)
                        .body())
                .hasSize(10_000);
    }

    @Test
    void sendShouldGiveUpOnASilentServer() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            GuardedHttp impatient = new GuardedHttp(
                    OutboundTrust.context(Optional.empty()), OutboundProxy.NONE, Duration.ofMillis(200), 100);
            URI target = URI.create("http://127.0.0.1:" + silent.getLocalPort() + "/");
            assertThatThrownBy(() -> impatient.send("GET", target, Map.of(), new byte[0], true))
                    .isInstanceOf(SocketTimeoutException.class);
        }
    }

    @Test
    void sendShouldRefuseAHeaderThatWouldSplitTheRequest() {
        assertThatThrownBy(() -> http().send("GET", uri("/"), Map.of("X", "a\r\nY: b"), new byte[0], true))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
