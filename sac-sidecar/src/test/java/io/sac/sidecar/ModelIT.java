package io.sac.sidecar;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelIT {
    private SidecarFixture fixture;

    @BeforeEach
    void start(@TempDir Path root) throws Exception {
        JsonObject model = new JsonObject();
        model.addProperty("enabled", true);
        model.addProperty("provider", "demo");
        model.addProperty("key", "loopback-key");
        model.addProperty("port", 0);
        fixture = new SidecarFixture(root).set("model", model).start();
    }

    @AfterEach
    void stop() {
        fixture.close();
    }

    private HttpRequest.Builder request() throws Exception {
        return HttpRequest.newBuilder(URI.create(
                "http://127.0.0.1:" + fixture.run().get("model_port").getAsInt() + "/v1/messages?beta=true"));
    }

    @Test
    void answersShouldStreamWithTheSidecarsToken() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        AtomicReference<String> seen = new AtomicReference<>("");
        fixture.server.model = exchange -> {
            seen.set(exchange.getRequestURI() + " "
                    + exchange.getRequestHeaders().getFirst("anthropic-version") + " "
                    + exchange.getRequestHeaders().getFirst("x-api-key") + " "
                    + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8).length());
            exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
            exchange.sendResponseHeaders(200, 0);
            OutputStream out = exchange.getResponseBody();
            out.write("event: one\n\n".getBytes(StandardCharsets.UTF_8));
            out.flush();
            try {
                goOn.await();
            } catch (InterruptedException e) {
                return;
            }
            out.write("event: two\n\n".getBytes(StandardCharsets.UTF_8));
        };

        HttpResponse<InputStream> answer = fixture.http.send(
                request()
                        .header("Authorization", "Bearer loopback-key")
                        .header("anthropic-version", "2023-06-01")
                        .POST(HttpRequest.BodyPublishers.ofString("x".repeat(1_500_000)))
                        .build(),
                HttpResponse.BodyHandlers.ofInputStream());

        assertThat(new String(answer.body().readNBytes(12), StandardCharsets.UTF_8))
                .isEqualTo("event: one\n\n");
        goOn.countDown();
        assertThat(new String(answer.body().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo("event: two\n\n");
        assertThat(seen.get()).isEqualTo("/api/internal/llm/demo/v1/messages?beta=true 2023-06-01 null 1500000");
    }

    @Test
    void callsShouldWaitForAServerThatIsAway() throws Exception {
        fixture.server.failures.set(2);
        HttpResponse<String> answer = fixture.http.send(
                request()
                        .header("x-api-key", "loopback-key")
                        .POST(HttpRequest.BodyPublishers.ofString("{}"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(200);
    }

    @Test
    void callsWithoutTheKeyShouldBeRefusedInTheModelsWords() throws Exception {
        HttpResponse<String> answer = fixture.http.send(
                request()
                        .header("x-api-key", "guess")
                        .POST(HttpRequest.BodyPublishers.ofString("{}"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.body()).startsWith("{\"type\":\"error\",\"error\":{\"type\":\"authentication_error\"");
    }
}
