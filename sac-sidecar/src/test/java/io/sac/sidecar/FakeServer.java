package io.sac.sidecar;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** The server's internal endpoints, kept in memory, with faults to order. */
public final class FakeServer implements AutoCloseable {
    private static final int LARGE = 64 << 20;

    private final HttpServer http;
    private final String token;

    /** Files by path. */
    public final ConcurrentSkipListMap<String, byte[]> files = new ConcurrentSkipListMap<>();

    /** How many bytes came for a path, also for those too large to be kept. */
    public final Map<String, Long> sizes = new ConcurrentHashMap<>();

    public final Map<String, String> modified = new ConcurrentHashMap<>();
    public final Map<String, Long> revisions = new ConcurrentHashMap<>();
    public final List<String> outOfOrder = new CopyOnWriteArrayList<>();
    public final List<JsonObject> heartbeats = new CopyOnWriteArrayList<>();
    public final List<JsonObject> entries = new CopyOnWriteArrayList<>();
    public final Map<String, JsonObject> entriesById = new ConcurrentHashMap<>();
    public final List<String> promptStates = new CopyOnWriteArrayList<>();
    public final Map<String, String> conversations = new ConcurrentHashMap<>();
    public final List<String> tombstones = new CopyOnWriteArrayList<>();
    public final List<String> requests = new CopyOnWriteArrayList<>();
    public final AtomicInteger uploads = new AtomicInteger();

    /** How many of the next requests are answered with 503. */
    public final AtomicInteger failures = new AtomicInteger();

    /** What is answered to a request instead of serving it; null: it is served. */
    public volatile Refusals refusals = (method, uri, body) -> null;

    /** What the model says. */
    public volatile ModelAnswer model = exchange -> answer(exchange, 200, "{}");

    public interface Refusals {
        Answer answer(String method, String uri, String body);
    }

    /** An answer to order. */
    public record Answer(int status, String type, String body) {
        /** As the application refuses. */
        public static Answer problem(int status, String detail) {
            return new Answer(
                    status,
                    "application/problem+json",
                    "{\"type\":\"refused\",\"title\":\"Refused\",\"status\":" + status + ",\"detail\":\"" + detail
                            + "\"}");
        }
    }

    public interface ModelAnswer {
        void answer(HttpExchange exchange) throws IOException;
    }

    public FakeServer(int port, String token) throws IOException {
        this.token = token;
        this.http = HttpServer.create(new InetSocketAddress("127.0.0.1", port), 100);
        http.createContext("/api/internal/", this::serve);
        http.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        http.start();
    }

    public String url() {
        return "http://127.0.0.1:" + http.getAddress().getPort();
    }

    public int port() {
        return http.getAddress().getPort();
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
            if (!("Bearer " + token).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
                answer(exchange, 401, "{}");
                return;
            }
            if (failures.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
                exchange.getRequestBody().readAllBytes();
                answer(exchange, 503, "{}");
                return;
            }
            if (refused(exchange)) {
                return;
            }
            if (path.contains("/llm/")) {
                model.answer(exchange);
                return;
            }
            switch (path.substring("/api/internal/".length())) {
                case "heartbeat" -> heartbeat(exchange);
                case "output/files" -> list(exchange);
                case "output/file" -> upload(exchange);
                case "output/delete" -> delete(exchange);
                case "conversations/events" -> events(exchange);
                default -> other(exchange, path);
            }
        }
    }

    /** Bodies of JSON calls are looked at; those of files are not, so that refusing one costs nothing. */
    private boolean refused(HttpExchange exchange) throws IOException {
        boolean json = "application/json".equals(exchange.getRequestHeaders().getFirst("Content-Type"));
        byte[] body = json ? exchange.getRequestBody().readAllBytes() : new byte[0];
        Answer answer = refusals.answer(
                exchange.getRequestMethod(),
                exchange.getRequestURI().toString(),
                new String(body, StandardCharsets.UTF_8));
        if (json) {
            exchange.setStreams(new java.io.ByteArrayInputStream(body), null);
        }
        if (answer == null) {
            return false;
        }
        exchange.getRequestBody().readAllBytes();
        answer(exchange, answer.status, answer.type, answer.body);
        return true;
    }

    private void heartbeat(HttpExchange exchange) throws IOException {
        heartbeats.add(body(exchange));
        JsonObject answer = new JsonObject();
        answer.add("sessions", new JsonArray());
        JsonArray deleted = new JsonArray();
        tombstones.forEach(deleted::add);
        answer.add("tombstones", deleted);
        answer(exchange, 200, answer.toString());
    }

    private void list(HttpExchange exchange) throws IOException {
        String after = query(exchange, "after");
        JsonArray array = new JsonArray();
        String last = null;
        List<String> sorted = new ArrayList<>(files.keySet());
        sorted.sort((a, b) -> java.util.Arrays.compareUnsigned(
                a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8)));
        for (String path : sorted) {
            if (java.util.Arrays.compareUnsigned(
                            path.getBytes(StandardCharsets.UTF_8), after.getBytes(StandardCharsets.UTF_8))
                    <= 0) {
                continue;
            }
            if (array.size() == 1000) {
                break;
            }
            byte[] content = files.get(path);
            if (content == null) {
                continue;
            }
            JsonObject file = new JsonObject();
            file.addProperty("path", path);
            file.addProperty("size", sizes.getOrDefault(path, (long) content.length));
            file.addProperty("sha256", "");
            file.addProperty("modified_at", modified.getOrDefault(path, "1970-01-01T00:00:00Z"));
            array.add(file);
            last = path;
        }
        JsonObject answer = new JsonObject();
        answer.add("files", array);
        answer.addProperty("next", array.size() == 1000 ? last : null);
        answer(exchange, 200, answer.toString());
    }

    private void upload(HttpExchange exchange) throws IOException {
        String path = query(exchange, "path");
        long revision = Long.parseLong(exchange.getRequestHeaders().getFirst("Sac-Revision"));
        byte[] content = content(exchange, path);
        uploads.incrementAndGet();
        Long before = revisions.put(path, revision);
        if (before != null && before >= revision) {
            outOfOrder.add(path);
        }
        files.put(path, content);
        modified.put(path, exchange.getRequestHeaders().getFirst("Sac-Modified-At"));
        JsonObject answer = new JsonObject();
        answer.addProperty("path", path);
        answer(exchange, 200, answer.toString());
    }

    /** What is kept of a file's bytes: none of a large one's. */
    private byte[] content(HttpExchange exchange, String path) throws IOException {
        byte[] first = exchange.getRequestBody().readNBytes(LARGE);
        long rest = exchange.getRequestBody().transferTo(OutputStream.nullOutputStream());
        sizes.put(path, first.length + rest);
        return rest > 0 ? new byte[0] : first;
    }

    private void delete(HttpExchange exchange) throws IOException {
        JsonObject body = body(exchange);
        String path = body.get("path").getAsString();
        if (body.get("directory").getAsBoolean()) {
            String prefix = path.endsWith("/") ? path : path + "/";
            files.keySet().removeIf(name -> name.startsWith(prefix));
        } else {
            files.remove(path);
        }
        tombstones.remove(path);
        exchange.sendResponseHeaders(204, -1);
    }

    private void events(HttpExchange exchange) throws IOException {
        JsonObject body = body(exchange);
        int duplicates = 0;
        for (JsonElement element : body.getAsJsonArray("entries")) {
            JsonObject entry = element.getAsJsonObject();
            entry.addProperty("session_id", body.get("session_id").getAsString());
            entry.addProperty("conversation_id", body.get("conversation_id").getAsString());
            if (entriesById.put(entry.get("entry_id").getAsString(), entry) != null) {
                duplicates++;
            } else {
                entries.add(entry);
            }
        }
        answer(exchange, 200, "{\"accepted\":0,\"duplicates\":" + duplicates + "}");
    }

    private void other(HttpExchange exchange, String path) throws IOException {
        String[] parts = path.split("/");
        JsonObject body = body(exchange);
        if (path.contains("/prompts/")) {
            promptStates.add(parts[4] + " " + body.get("state").getAsString());
        } else if (path.contains("/sessions/")) {
            conversations.put(parts[4], body.get("conversation_id").getAsString());
        }
        exchange.sendResponseHeaders(204, -1);
    }

    private static JsonObject body(HttpExchange exchange) throws IOException {
        return JsonParser.parseString(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8))
                .getAsJsonObject();
    }

    private static String query(HttpExchange exchange, String name) {
        String query = exchange.getRequestURI().getRawQuery();
        for (String part : query == null ? new String[0] : query.split("&")) {
            if (part.startsWith(name + "=")) {
                return URLDecoder.decode(part.substring(name.length() + 1), StandardCharsets.UTF_8);
            }
        }
        return "";
    }

    public static void answer(HttpExchange exchange, int status, String json) throws IOException {
        answer(exchange, status, "application/json", json);
    }

    private static void answer(HttpExchange exchange, int status, String type, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        http.stop(0);
    }
}
