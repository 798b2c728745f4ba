package io.sac.it;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** One stream of server-sent events, read in the background and remembered. */
final class EventStream implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.shared();

    private final HttpClient http;
    private final InputStream body;
    private final StringBuilder text = new StringBuilder();
    private final List<JsonNode> events = new ArrayList<>();
    private @Nullable String nextPlace;
    private @Nullable String place;
    private volatile boolean ended;

    private EventStream(HttpClient http, InputStream body) {
        this.http = http;
        this.body = body;
        Thread.ofVirtual().start(this::read);
    }

    static EventStream open(SacClient reader, String path, @Nullable String lastSeen) {
        HttpClient http = HttpClient.newHttpClient();
        HttpResponse<InputStream> answer = send(http, reader, path, lastSeen);
        if (answer.statusCode() != 200) {
            throw new AssertionError(path + " answered " + answer.statusCode());
        }
        return new EventStream(http, answer.body());
    }

    static int status(SacClient reader, String path) {
        HttpClient http = HttpClient.newHttpClient();
        try {
            return send(http, reader, path, null).statusCode();
        } finally {
            http.shutdownNow();
        }
    }

    synchronized List<JsonNode> events() {
        return List.copyOf(events);
    }

    synchronized List<String> types() {
        return events.stream().map(event -> event.path("type").asString()).toList();
    }

    synchronized List<String> ids() {
        return events.stream().map(event -> event.path("id").asString()).toList();
    }

    /** A field of the data of the last event of a type; empty when there is none. */
    synchronized String last(String type, String field) {
        return events.stream()
                .filter(event -> event.path("type").asString().equals(type))
                .reduce((before, after) -> after)
                .map(event -> event.path("data").path(field).asString(""))
                .orElse("");
    }

    /** Where a next stream would go on; null when this one has not said. */
    synchronized @Nullable String place() {
        return place;
    }

    synchronized String text() {
        return text.toString();
    }

    boolean ended() {
        return ended;
    }

    @Override
    public void close() {
        http.shutdownNow();
    }

    private static HttpResponse<InputStream> send(
            HttpClient http, SacClient reader, String path, @Nullable String lastSeen) {
        HttpRequest.Builder request = HttpRequest.newBuilder(reader.base().resolve(path));
        request.header("Accept", "text/event-stream");
        if (reader.token() != null) {
            request.header("Authorization", "Bearer " + reader.token());
        }
        if (lastSeen != null) {
            request.header("Last-Event-ID", lastSeen);
        }
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private void read() {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                take(line);
            }
        } catch (IOException e) {
            // The stream was cut; what was read is kept.
        }
        ended = true;
    }

    private synchronized void take(String line) {
        text.append(line).append('\n');
        if (line.startsWith("id:")) {
            nextPlace = line.substring(3).strip();
        }
        if (line.isEmpty()) {
            place = nextPlace;
        }
        if (line.startsWith("data:")) {
            events.add(JSON.readTree(line.substring(5)));
        }
    }
}
