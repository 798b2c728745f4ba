package io.sac.provider.demo;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.sac.platform.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import tools.jackson.databind.JsonNode;

/** The demo model behind a plain HTTP server, as a CLI meets it, remembering what it was asked. */
public final class DemoServer implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final DemoModel model = new DemoModel();
    private final List<JsonNode> requests = new CopyOnWriteArrayList<>();

    private DemoServer(HttpServer server) {
        this.server = server;
    }

    public static DemoServer start() throws IOException {
        HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        DemoServer demo = new DemoServer(http);
        http.setExecutor(demo.threads);
        http.createContext("/", demo::answer);
        http.start();
        return demo;
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    public List<JsonNode> requests() {
        return List.copyOf(requests);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] bytes = exchange.getRequestBody().readAllBytes();
            if (!exchange.getRequestMethod().equals("POST")) {
                exchange.sendResponseHeaders(exchange.getRequestMethod().equals("HEAD") ? 200 : 404, -1);
                return;
            }
            JsonNode body = Json.mapper().readTree(bytes);
            requests.add(body);
            boolean stream = body.path("stream").asBoolean(false);
            exchange.getResponseHeaders().set("Content-Type", stream ? "text/event-stream" : "application/json");
            exchange.sendResponseHeaders(200, 0);
            try (OutputStream out = exchange.getResponseBody()) {
                if (exchange.getRequestURI().getPath().endsWith("count_tokens")) {
                    out.write(("{\"input_tokens\":" + model.countTokens(body) + "}").getBytes());
                } else if (stream) {
                    DemoWire.stream(model.reply(body), out, () -> {});
                } else {
                    out.write(Json.mapper().writeValueAsBytes(DemoWire.whole(model.reply(body))));
                }
            }
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    /** For trying a CLI by hand. */
    public static void main(String[] arguments) throws Exception {
        System.out.println(start().url());
        Thread.currentThread().join();
    }
}
