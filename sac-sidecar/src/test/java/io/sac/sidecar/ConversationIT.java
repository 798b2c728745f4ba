package io.sac.sidecar;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConversationIT {
    private final UUID session = UUID.randomUUID();
    private final String conversation = UUID.randomUUID().toString();
    private SidecarFixture fixture;
    private Path project;
    private Path transcript;
    private String hookUrl;

    @BeforeEach
    void start(@TempDir Path root) throws Exception {
        fixture = new SidecarFixture(root);
        Path projects = fixture.home.resolve(".claude/projects");
        project = Files.createDirectories(projects.resolve("-workspace"));
        transcript = project.resolve(conversation + ".jsonl");
        fixture.transcripts(projects)
                .cli(List.of("/bin/sh", "-c", "echo \"url=$SAC_HOOK_URL.\"; cat"))
                .start()
                .put(session);
        TerminalClient client = fixture.watch(session, "tty").first("{\"columns\":300,\"rows\":24}");
        client.awaitText("url=");
        Eventually.until("the hook address", () -> client.text().matches("(?s).*url=http[^.]+\\.0\\.0\\.1[^.]+\\..*"));
        hookUrl = client.text().replaceAll("(?s).*url=(http://127\\.0\\.0\\.1[^.]+)\\..*", "$1");
    }

    @AfterEach
    void stop() {
        fixture.close();
    }

    private void hook(String event, Path path) throws Exception {
        hook(event, path.toString());
    }

    private void hook(String event, String path) throws Exception {
        JsonObject json = new JsonObject();
        json.addProperty("hook_event_name", event);
        json.addProperty("session_id", conversation);
        json.addProperty("transcript_path", path);
        HttpResponse<String> answer = fixture.http.send(
                HttpRequest.newBuilder(URI.create(hookUrl))
                        .POST(HttpRequest.BodyPublishers.ofString(json.toString()))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(200);
    }

    private static String line(String id, String role, String text) {
        return """
                {"uuid":"%s","parentUuid":null,"timestamp":"2026-11-21T10:00:00.123Z","type":"%s","sessionId":"x",\
                "message":{"role":"%s","content":[{"type":"text","text":"%s"}],"model":"demo",\
                "usage":{"input_tokens":1,"output_tokens":2}}}
                """.formatted(id, role, role, text);
    }

    private void append(Path file, String text) throws IOException {
        Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    @Test
    void entriesShouldBeShippedOnceAndHalfLinesLater() throws Exception {
        append(transcript, "{\"type\":\"summary\",\"summary\":\"no entry\"}\n" + line("e1", "user", "hello"));
        String half = line("e2", "assistant", "hi ü");
        append(transcript, half.substring(0, 40));
        hook("Stop", transcript);

        Eventually.until("e1", () -> fixture.server.entries.size() == 1);
        append(transcript, half.substring(40));
        Eventually.until("e2", () -> fixture.server.entries.size() == 2);
        JsonObject entry = fixture.server.entries.getLast();
        assertThat(entry.get("session_id").getAsString()).isEqualTo(session.toString());
        assertThat(entry.get("conversation_id").getAsString()).isEqualTo(conversation);
        assertThat(entry.get("entry_id").getAsString()).isEqualTo("e2");
        assertThat(entry.get("role").getAsString()).isEqualTo("assistant");
        assertThat(entry.get("kind").getAsString()).isEqualTo("text");
        assertThat(entry.get("model").getAsString()).isEqualTo("demo");
        assertThat(entry.getAsJsonArray("content").toString()).contains("hi ü");
        assertThat(entry.getAsJsonObject("usage").get("output_tokens").getAsInt())
                .isEqualTo(2);
        Eventually.until(
                "the conversation is told",
                () -> conversation.equals(fixture.server.conversations.get(session.toString())));
    }

    @Test
    void cursorShouldSurviveARestartAndWaitForTheServer() throws Exception {
        for (int n = 0; n < 450; n++) {
            append(transcript, line("e" + n, "user", "text " + n));
        }
        fixture.server.failures.set(3);
        hook("UserPromptSubmit", transcript);
        Eventually.until("450 entries", () -> fixture.server.entries.size() == 450);
        fixture.stop();
        long before = fixture.server.requests.stream()
                .filter(r -> r.contains("conversations/events"))
                .count();
        append(transcript, line("late", "user", "while the sidecar was down"));
        fixture.start();
        Eventually.until("the late one", () -> fixture.server.entriesById.containsKey("late"));
        assertThat(fixture.server.entries).hasSize(451);
        assertThat(fixture.server.requests.stream()
                        .filter(r -> r.contains("conversations/events"))
                        .count())
                .isEqualTo(before + 1);
    }

    @Test
    void truncatedAndRotatedTranscriptsShouldBeReadFromTheirBeginning() throws Exception {
        append(transcript, line("e1", "user", "one") + line("e2", "user", "two, and so longer than what comes"));
        hook("Stop", transcript);
        Eventually.until("two", () -> fixture.server.entries.size() == 2);

        Files.writeString(transcript, line("e3", "user", "three"));
        Eventually.until("after the cut", () -> fixture.server.entriesById.containsKey("e3"));
        Path next = project.resolve("next");
        append(next, line("e3", "user", "three") + line("e4", "user", "four") + line("e5", "user", "five"));
        Files.move(next, transcript, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        Eventually.until("after the rotation", () -> fixture.server.entriesById.containsKey("e5"));
        append(transcript, line("e6", "user", "six"));
        Eventually.until("as before", () -> fixture.server.entriesById.containsKey("e6"));

        assertThat(fixture.server.entries)
                .extracting(entry -> entry.get("entry_id").getAsString())
                .containsExactly("e1", "e2", "e3", "e4", "e5", "e6");
    }

    @Test
    void forgedPathsAndLinksShouldSendNothing(@TempDir Path elsewhere) throws Exception {
        Path secret = elsewhere.resolve("secret.jsonl");
        append(secret, line("secret", "user", "secret"));
        append(fixture.home.resolve("x.jsonl"), line("home", "user", "home"));
        Files.createSymbolicLink(project.resolve("link.jsonl"), secret);
        Files.createSymbolicLink(project.resolve("folder"), elsewhere);
        hook("Stop", secret);
        hook("Stop", fixture.home.resolve("x.jsonl"));
        hook("Stop", project.resolve("link.jsonl"));
        hook("Stop", project.resolve("folder/secret.jsonl"));
        hook("Stop", project + "/../../../../x.jsonl");
        hook("Stop", "/etc/passwd");
        hook("Stop", "relative.jsonl");
        append(transcript, line("mine", "user", "mine"));
        hook("Stop", transcript);

        Eventually.until("mine", () -> fixture.server.entriesById.containsKey("mine"));
        append(transcript, line("mine2", "user", "mine"));
        Eventually.until("mine2", () -> fixture.server.entriesById.containsKey("mine2"));
        assertThat(fixture.server.entriesById.keySet()).containsExactlyInAnyOrder("mine", "mine2");
    }

    @Test
    void hugeLinesShouldBeShippedWithoutTheirContent() throws Exception {
        append(transcript, line("before", "user", "before"));
        append(transcript, line("huge", "user", "x".repeat(6_000_000)));
        append(transcript, line("after", "user", "after"));
        hook("Stop", transcript);

        Eventually.until("three", () -> fixture.server.entries.size() == 3);
        assertThat(fixture.server.entriesById.get("huge").toString())
                .hasSizeLessThan(2000)
                .contains("too large");
    }

    @Test
    void subagentsShouldBeShippedToo() throws Exception {
        append(transcript, line("main", "user", "main"));
        Path folder = Files.createDirectories(project.resolve(conversation + "/subagents"));
        append(folder.resolve("agent-a1.jsonl"), line("sub", "assistant", "sub"));
        hook("SubagentStop", transcript);

        Eventually.until("both", () -> fixture.server.entries.size() == 2);
        assertThat(fixture.server.entriesById.get("sub").get("conversation_id").getAsString())
                .isEqualTo(conversation);
    }

    @Test
    void hooksWithoutTheKeyShouldBeRefused() throws Exception {
        HttpResponse<String> answer = fixture.http.send(
                HttpRequest.newBuilder(URI.create(hookUrl.replaceAll("/hooks/[0-9a-f]+", "/hooks/" + "0".repeat(48))))
                        .POST(HttpRequest.BodyPublishers.ofString("{}"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(404);
    }

    @Test
    void hookScriptShouldReachTheSidecarFromThePrograms() throws Exception {
        Path script = Files.writeString(
                fixture.home.resolve("hook.sh"),
                new String(Main.class.getResourceAsStream("hook.sh").readAllBytes()));
        append(transcript, line("by-script", "user", "by script"));
        ProcessBuilder builder = new ProcessBuilder("bash", script.toString());
        builder.environment().put("SAC_HOOK_URL", hookUrl);
        Process process = builder.start();
        try (var in = process.getOutputStream()) {
            in.write(
                    ("{\"hook_event_name\":\"Notification\",\"notification_type\":\"permission_prompt\",\"message\":\"ü\","
                                    + "\"session_id\":\"" + conversation + "\",\"transcript_path\":\"" + transcript
                                    + "\"}")
                            .getBytes(java.nio.charset.StandardCharsets.UTF_8));
        }
        assertThat(process.waitFor()).isZero();
        assertThat(process.getInputStream().readAllBytes()).isEmpty();
        Eventually.until("shipped", () -> fixture.server.entriesById.containsKey("by-script"));
        Eventually.until("waiting", () -> {
            try {
                return fixture.json("GET", "/state", "").toString().contains("\"activity\":\"waiting\"");
            } catch (Exception e) {
                return false;
            }
        });
    }
}
