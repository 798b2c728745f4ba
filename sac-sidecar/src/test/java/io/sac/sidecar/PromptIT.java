package io.sac.sidecar;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PromptIT {
    /** Reads keys as they come and writes them to a file, as a full-screen program that takes pastes does. */
    private static final String PROGRAM = """
            stty raw -echo; printf '\\033[?2004h'; echo ready
            exec dd of="$OUT" bs=1 status=none
            """;

    private final UUID session = UUID.randomUUID();
    private SidecarFixture fixture;
    private Path typed;

    @BeforeEach
    void start(@TempDir Path root) throws Exception {
        fixture = new SidecarFixture(root);
        typed = root.resolve("typed");
        fixture.cli(List.of("/bin/sh", "-c", "OUT=" + typed + "\n" + PROGRAM));
    }

    @AfterEach
    void stop() {
        fixture.close();
    }

    private void prompt(UUID id, String text) throws Exception {
        JsonObject json = new JsonObject();
        json.addProperty("id", id.toString());
        json.addProperty("text", text);
        json.add("files", new com.google.gson.JsonArray());
        fixture.json("POST", "/sessions/" + session + "/prompts", json.toString());
    }

    private String typed() {
        try {
            return Files.exists(typed) ? Files.readString(typed) : "";
        } catch (java.io.IOException e) {
            return "";
        }
    }

    @Test
    void promptsShouldBePastedInOrderOnceEach() throws Exception {
        fixture.start().put(session);
        UUID one = UUID.randomUUID();
        UUID two = UUID.randomUUID();
        prompt(one, "first\r\nline two");
        prompt(two, "second \u001b[201~\u0003 evil\u0000");
        prompt(one, "first\r\nline two");

        Eventually.until("both delivered", () -> fixture.server.promptStates.size() == 2);
        Eventually.until("typed", () -> typed().endsWith("evil\u001b[201~\r"));
        assertThat(fixture.server.promptStates).containsExactly(one + " delivered", two + " delivered");
        assertThat(typed())
                .isEqualTo("\u001b[200~first\nline two\u001b[201~\r\u001b[200~second [201~ evil\u001b[201~\r");
    }

    @Test
    void idsShouldBeRememberedOverARestart() throws Exception {
        fixture.start().put(session);
        UUID one = UUID.randomUUID();
        prompt(one, "once");
        Eventually.until("delivered", () -> fixture.server.promptStates.size() == 1);
        fixture.stop();
        Files.deleteIfExists(typed);
        fixture.start().put(session);
        prompt(one, "once");
        prompt(UUID.randomUUID(), "twice");
        Eventually.until("delivered", () -> fixture.server.promptStates.size() == 2);
        Eventually.until("typed", () -> typed().endsWith("\r"));
        assertThat(typed()).isEqualTo("\u001b[200~twice\u001b[201~\r");
    }

    @Test
    void promptsSentWhileTheProgramStartsShouldArriveInOrderOnceEach() throws Exception {
        Path gate = fixture.root.resolve("gate");
        fixture.cli(List.of(
                        "/bin/sh",
                        "-c",
                        "OUT=" + typed + "\nwhile [ ! -e " + gate + " ]; do sleep 0.1; done\n" + PROGRAM))
                .start()
                .put(session);
        UUID one = UUID.randomUUID();
        UUID two = UUID.randomUUID();
        prompt(one, "first");
        prompt(two, "second");
        prompt(one, "first");
        assertThat(fixture.server.promptStates).isEmpty();
        Files.createFile(gate);

        Eventually.until("both delivered", () -> fixture.server.promptStates.size() == 2);
        Eventually.until("typed", () -> typed().endsWith("second\u001b[201~\r"));
        assertThat(fixture.server.promptStates).containsExactly(one + " delivered", two + " delivered");
        assertThat(typed()).isEqualTo("\u001b[200~first\u001b[201~\r\u001b[200~second\u001b[201~\r");
    }

    @Test
    void promptShouldWaitWhileTheProgramWorks() throws Exception {
        fixture.cli(List.of("/bin/bash", "--norc", "--noprofile", "-i")).start().put(session);
        TerminalClient client = fixture.watch(session, "tty").first("{\"columns\":80,\"rows\":24}");
        client.awaitText("$");
        client.type("sleep 2; echo slept\r");
        prompt(UUID.randomUUID(), "echo prompted");
        client.awaitText("slept");
        Eventually.until("prompted", () -> client.text().matches("(?s).*slept\r\n.*prompted\r\n.*"));
    }

    @Test
    void promptForAnEndedSessionShouldFailWithWords() throws Exception {
        fixture.cli(List.of("/nonexistent/program")).start().put(session);
        UUID id = UUID.randomUUID();
        prompt(id, "hello");
        Eventually.until("failed", () -> fixture.server.promptStates.contains(id + " failed"));
    }
}
