package io.sac.sidecar;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the server does not take: for good, or for now. */
class RefusalIT {
    private final UUID session = UUID.randomUUID();
    private final String conversation = UUID.randomUUID().toString();
    private SidecarFixture fixture;
    private FakeServer server;
    private Path transcript;

    @BeforeEach
    void start(@TempDir Path root) throws Exception {
        fixture = new SidecarFixture(root);
        server = fixture.server;
        Path projects = Files.createDirectories(fixture.home.resolve(".claude/projects/-workspace"));
        transcript = projects.resolve(conversation + ".jsonl");
        fixture.transcripts(projects.getParent());
    }

    @AfterEach
    void stop() {
        fixture.close();
    }

    private static String line(String id) {
        return """
                {"uuid":"%s","timestamp":"2026-11-21T10:00:00Z","type":"user",\
                "message":{"role":"user","content":"%s"}}
                """.formatted(id, id);
    }

    private void hook() throws Exception {
        JsonObject json = new JsonObject();
        json.addProperty("hook_event_name", "Stop");
        json.addProperty("session_id", conversation);
        json.addProperty("transcript_path", transcript.toString());
        String key = JsonParser.parseString(Files.readString(fixture.state.resolve("sidecar.json")))
                .getAsJsonObject()
                .get("hook_key")
                .getAsString();
        URI uri = URI.create(
                "http://127.0.0.1:" + fixture.run().get("hook_port").getAsInt() + "/hooks/" + key + "/" + session);
        assertThat(fixture.http
                        .send(
                                HttpRequest.newBuilder(uri)
                                        .POST(HttpRequest.BodyPublishers.ofString(json.toString()))
                                        .build(),
                                HttpResponse.BodyHandlers.discarding())
                        .statusCode())
                .isEqualTo(200);
    }

    private List<JsonObject> deadLetters() throws IOException {
        Path file = fixture.state.resolve("dead-letters.jsonl");
        return Files.exists(file)
                ? Files.readAllLines(file).stream()
                        .map(line -> JsonParser.parseString(line).getAsJsonObject())
                        .toList()
                : List.of();
    }

    /** The newest heartbeat's word on a subject, or null. */
    private JsonObject notice(String subject) {
        if (server.heartbeats.isEmpty()) {
            return null;
        }
        JsonArray notices = server.heartbeats.getLast().getAsJsonArray("notices");
        for (JsonElement notice : notices) {
            if (notice.getAsJsonObject().get("subject").getAsString().equals(subject)) {
                return notice.getAsJsonObject();
            }
        }
        return null;
    }

    private boolean serverHas(String path, String content) {
        byte[] there = server.files.get(path);
        return there != null && new String(there, StandardCharsets.UTF_8).equals(content);
    }

    @Test
    void refusedItemsShouldBeSetAsideWithANoticeAndHoldUpNothing() throws Exception {
        server.refusals = (method, uri, body) -> method.equals("PUT") && uri.contains("bad.txt")
                ? FakeServer.Answer.problem(422, "This name is not taken.")
                : body.contains("\"e2\"") ? FakeServer.Answer.problem(400, "This entry is not one.") : null;
        fixture.start().put(session);

        Files.writeString(fixture.output.resolve("bad.txt"), "bad");
        Files.writeString(fixture.output.resolve("good.txt"), "good");
        Files.writeString(transcript, line("e1") + line("e2") + line("e3"));
        hook();

        Eventually.until("the good ones", () -> serverHas("good.txt", "good") && server.entries.size() == 2);
        Eventually.until("both notices", () -> notice("bad.txt") != null && notice(conversation + "/e2") != null);
        assertThat(server.entriesById.keySet()).containsExactlyInAnyOrder("e1", "e3");
        assertThat(notice("bad.txt").get("reason").getAsString()).isEqualTo("refused");
        assertThat(notice("bad.txt").get("detail").getAsString()).isEqualTo("This name is not taken.");
        assertThat(deadLetters())
                .extracting(letter -> letter.get("subject").getAsString())
                .containsExactlyInAnyOrder("bad.txt", conversation + "/e2");
        assertThat(deadLetters().toString()).contains("\"entry_id\":\"e2\"");

        Files.delete(fixture.output.resolve("bad.txt"));
        Eventually.until("the notice is settled", () -> notice("bad.txt") == null);
        fixture.stop();
        fixture.start().put(session);
        Files.writeString(transcript, line("e1") + line("e2") + line("e3") + line("e4"));
        Eventually.until("the next entry", () -> server.entriesById.containsKey("e4"));
        assertThat(server.entriesById).doesNotContainKey("e2");
        assertThat(deadLetters()).hasSize(2);
    }

    @Test
    void pageOfAStartingServerShouldSetNothingAside() throws Exception {
        AtomicInteger left = new AtomicInteger(12);
        server.refusals = (method, uri, body) -> left.getAndDecrement() > 0
                ? new FakeServer.Answer(404, "text/html", "<!DOCTYPE html><title>Context Root Not Found</title>")
                : null;
        fixture.start().put(session);
        Files.writeString(fixture.output.resolve("file.txt"), "file");
        Files.writeString(transcript, line("e1") + line("e2"));
        hook();

        Eventually.until(
                "all of it",
                Duration.ofSeconds(60),
                () -> serverHas("file.txt", "file")
                        && !server.heartbeats.isEmpty()
                        && server.entries.size() == 2
                        && server.conversations.containsKey(session.toString()));
        assertThat(deadLetters()).isEmpty();
        assertThat(server.heartbeats.getLast().getAsJsonArray("notices")).isEmpty();
    }

    @Test
    void fileBeyondTheLimitShouldBeNamedAndSentOnceItIsSmaller() throws Exception {
        JsonObject limits = new JsonObject();
        limits.addProperty("file_bytes", 1000);
        fixture.set("limits", limits).start();

        Files.write(fixture.output.resolve("large"), new byte[1001]);
        Eventually.until("the notice", () -> notice("large") != null);
        assertThat(notice("large").get("reason").getAsString()).isEqualTo("too-large");
        assertThat(notice("large").get("detail").getAsString()).contains("1001").contains("1000");
        assertThat(fixture.json("GET", "/state", "").getAsJsonArray("notices")).hasSize(1);
        assertThat(server.files).doesNotContainKey("large");

        Files.writeString(fixture.output.resolve("large"), "small");
        Eventually.until("sent", () -> serverHas("large", "small"));
        Eventually.until("settled", () -> notice("large") == null);
    }

    @Test
    void failedDeletionShouldBeTriedAgain() throws Exception {
        fixture.start();
        Files.writeString(fixture.output.resolve("file.txt"), "file");
        Eventually.until("sent", () -> serverHas("file.txt", "file"));
        AtomicInteger tries = new AtomicInteger();
        server.refusals = (method, uri, body) -> uri.endsWith("/output/delete") && tries.incrementAndGet() <= 4
                ? FakeServer.Answer.problem(tries.get() % 2 == 0 ? 500 : 429, "Not now.")
                : null;

        Files.delete(fixture.output.resolve("file.txt"));

        Eventually.until("gone", () -> server.files.isEmpty());
        assertThat(tries.get()).isGreaterThan(4);
        assertThat(deadLetters()).isEmpty();
    }
}
