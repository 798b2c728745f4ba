package io.sac.sidecar;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

/** Sessions on a real ttyd, whose path is in SAC_TEST_TTYD. */
@EnabledIfEnvironmentVariable(named = "SAC_TEST_TTYD", matches = ".+")
class TtydIT {
    private final UUID session = UUID.randomUUID();
    private final String tab = UUID.randomUUID().toString();
    private SidecarFixture fixture;
    private Process ttyd;
    private int port;

    @BeforeEach
    void start(@TempDir Path root) throws Exception {
        fixture = new SidecarFixture(root);
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        ttyd();
        JsonObject terminal = new JsonObject();
        terminal.addProperty("kind", "ttyd");
        terminal.addProperty("url", "ws://127.0.0.1:" + port + "/ws");
        fixture.set("terminal", terminal).start();
    }

    private void ttyd() throws Exception {
        Path program = fixture.root.resolve("program");
        Files.writeString(program, "#!/bin/sh\necho \"session $1.\"\nstty size\nexec cat\n");
        assertThat(program.toFile().setExecutable(true)).isTrue();
        ttyd = new ProcessBuilder(
                        System.getenv("SAC_TEST_TTYD"),
                        "-W",
                        "-a",
                        "-i",
                        "127.0.0.1",
                        "-p",
                        Integer.toString(port),
                        program.toString())
                .redirectErrorStream(true)
                .redirectOutput(fixture.root.resolve("ttyd.log").toFile())
                .start();
    }

    @AfterEach
    void stop() throws Exception {
        fixture.close();
        ttyd.destroyForcibly().waitFor();
    }

    @Test
    void sessionShouldBeServed() throws Exception {
        fixture.put(session);
        TerminalClient client = fixture.watch(session, "tty.sac.1").hello(tab);
        client.awaitText("session " + session + ".");
        client.awaitText("24 80");
        client.type("hello\r");
        client.awaitText("hello\r\nhello\r\n");
        Eventually.until(
                "counted",
                () -> !client.state().get("input_offset").isJsonNull()
                        && client.state().get("input_offset").getAsLong() == 6);
    }
}
