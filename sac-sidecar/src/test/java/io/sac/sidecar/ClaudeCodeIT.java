package io.sac.sidecar;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

/** The real Claude Code, whose path is in SAC_TEST_CLAUDE, with a model that says one sentence. */
@EnabledIfEnvironmentVariable(named = "SAC_TEST_CLAUDE", matches = ".+")
class ClaudeCodeIT {
    private static final Duration LONG = Duration.ofSeconds(120);

    private final UUID session = UUID.randomUUID();
    private SidecarFixture fixture;

    @BeforeEach
    void start(@TempDir Path root) throws Exception {
        fixture = new SidecarFixture(root);
        String claude = System.getenv("SAC_TEST_CLAUDE");
        JsonObject model = new JsonObject();
        model.addProperty("enabled", true);
        model.addProperty("provider", "demo");
        model.addProperty("key", "loopback-key");
        fixture.set("model", model)
                .cli(List.of(claude, "--session-id", "{session_id}"))
                .resume(List.of(claude, "--resume", "{conversation_id}"))
                .transcripts(Files.createDirectories(fixture.home.resolve(".claude/projects")));
        JsonObject environment = fixture.config().getAsJsonObject("cli").getAsJsonObject("environment");
        environment.addProperty("ANTHROPIC_BASE_URL", "{model_url}");
        environment.addProperty("ANTHROPIC_AUTH_TOKEN", "{model_key}");
        environment.addProperty("CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC", "1");
        environment.addProperty("DISABLE_AUTOUPDATER", "1");
        environment.addProperty("IS_SANDBOX", "1");
        home();
        fixture.server.model = exchange -> {
            String asked = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
            exchange.sendResponseHeaders(200, 0);
            OutputStream out = exchange.getResponseBody();
            for (String event : List.of(
                    "message_start {\"type\":\"message_start\",\"message\":{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"demo\",\"content\":[],\"stop_reason\":null,\"usage\":{\"input_tokens\":5,\"output_tokens\":1}}}",
                    "content_block_start {\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}}",
                    "content_block_delta {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"Understood: "
                            + asked.length() + " bytes.\"}}",
                    "content_block_stop {\"type\":\"content_block_stop\",\"index\":0}",
                    "message_delta {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"},\"usage\":{\"output_tokens\":7}}",
                    "message_stop {\"type\":\"message_stop\"}")) {
                String[] parts = event.split(" ", 2);
                out.write(("event: " + parts[0] + "\ndata: " + parts[1] + "\n\n").getBytes(StandardCharsets.UTF_8));
                out.flush();
            }
        };
    }

    private void home() throws Exception {
        JsonObject trusted = new JsonObject();
        trusted.addProperty("hasTrustDialogAccepted", true);
        JsonObject projects = new JsonObject();
        projects.add(fixture.workspace.toRealPath().toString(), trusted);
        JsonObject settings = new JsonObject();
        settings.addProperty("hasCompletedOnboarding", true);
        settings.addProperty("theme", "dark");
        settings.add("projects", projects);
        Files.writeString(fixture.home.resolve(".claude.json"), settings.toString());
        Path script = fixture.home.resolve(".claude/sac-hook.sh");
        Files.write(script, Main.class.getResourceAsStream("hook.sh").readAllBytes());
        JsonObject hook = new JsonObject();
        hook.addProperty("type", "command");
        hook.addProperty("command", "bash '" + script + "'");
        JsonArray hooks = new JsonArray();
        hooks.add(hook);
        JsonObject matcher = new JsonObject();
        matcher.add("hooks", hooks);
        JsonArray matchers = new JsonArray();
        matchers.add(matcher);
        JsonObject events = new JsonObject();
        for (String event : List.of(
                "SessionStart",
                "UserPromptSubmit",
                "PreToolUse",
                "PostToolUse",
                "Notification",
                "Stop",
                "SessionEnd")) {
            events.add(event, matchers);
        }
        JsonObject file = new JsonObject();
        file.add("hooks", events);
        Files.writeString(fixture.home.resolve(".claude/settings.json"), file.toString());
    }

    @AfterEach
    void stop() {
        fixture.close();
    }

    private void prompt(String text) throws Exception {
        JsonObject json = new JsonObject();
        json.addProperty("id", UUID.randomUUID().toString());
        json.addProperty("text", text);
        fixture.json("POST", "/sessions/" + session + "/prompts", json.toString());
    }

    private long said(String text) {
        return fixture.server.entries.stream()
                .filter(entry -> entry.get("role").getAsString().equals("user")
                        && entry.get("content").toString().contains(text))
                .count();
    }

    @Test
    void promptsShouldBeAnsweredAndTheConversationResumed() throws Exception {
        fixture.start().put(session);
        TerminalClient client =
                fixture.watch(session, "tty.sac.1").hello(UUID.randomUUID().toString());
        prompt("hello from a prompt\nwith two lines");
        try {
            Eventually.until("the first answer", LONG, () -> said("hello from a prompt") == 1 && answers() >= 1);
        } catch (AssertionError e) {
            throw new AssertionError(client.screen() + client.text() + fixture.server.requests, e);
        }
        Eventually.until(
                "idle", LONG, () -> client.state().get("activity").getAsString().equals("idle"));
        fixture.stop();
        fixture.start().put(session);
        TerminalClient again =
                fixture.watch(session, "tty.sac.1").hello(UUID.randomUUID().toString());
        prompt("second prompt after a restart");
        try {
            Eventually.until("the second answer", LONG, () -> said("second prompt") == 1 && answers() >= 2);
        } catch (AssertionError e) {
            throw new AssertionError(again.screen() + again.text() + fixture.server.requests, e);
        }
        assertThat(said("hello from a prompt")).isEqualTo(1);
        assertThat(fixture.server.promptStates).hasSize(2).allMatch(state -> state.endsWith("delivered"));
    }

    private long answers() {
        return fixture.server.entries.stream()
                .filter(entry -> entry.get("role").getAsString().equals("assistant")
                        && entry.get("content").toString().contains("Understood"))
                .count();
    }
}
