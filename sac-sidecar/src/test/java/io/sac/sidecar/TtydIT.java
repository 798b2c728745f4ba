package io.sac.sidecar;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sessions on a real ttyd, whose path is in SAC_TEST_TTYD. */
@EnabledIfEnvironmentVariable(named = "SAC_TEST_TTYD", matches = ".+")
class TtydIT {
    private final UUID session = UUID.randomUUID();
    private final String tab = UUID.randomUUID().toString();
    private SidecarFixture fixture;
    private Process ttyd;
    private int port;
    private Path log;

    @BeforeEach
    void start(@TempDir Path root) throws Exception {
        log = root.resolve("log");
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
        Files.writeString(program, """
                #!/bin/sh
                echo "session $1."
                stty size
                while read -r line; do
                    echo "$line" >> "%s"
                    case "$line" in exit*) exit "${line#exit }" ;; esac
                    echo "took $line."
                done
                """.formatted(log));
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
    void sessionShouldBeServedAndComeBackInANewEpochWhenTtydWasCut() throws Exception {
        fixture.put(session);
        TerminalClient client = fixture.watch(session, "tty.sac.1").hello(tab);
        client.awaitText("session " + session + ".");
        client.awaitText("24 80");
        client.type("hello\r");
        client.awaitText("took hello.");
        Eventually.until(
                "counted",
                () -> !client.state().get("input_offset").isJsonNull()
                        && client.state().get("input_offset").getAsLong() == 6);
        String epoch = client.state().get("epoch").getAsString();

        ttyd.destroyForcibly().waitFor();
        ttyd();

        Eventually.until(
                "another epoch",
                () -> !client.state().get("epoch").getAsString().equals(epoch));
        Eventually.until(
                "the program again",
                () -> seen(client).lastIndexOf("24 80") > seen(client).indexOf("24 80"));
        client.type("again\r");
        client.awaitText("took again.");
        assertThat(client.gone()).isFalse();
        assertThat(Files.readAllLines(log)).containsExactly("hello", "again");
    }

    /** What was there before the client came is in its first screen, the rest in its stream. */
    private static String seen(TerminalClient client) {
        return client.screen() + client.text();
    }

    /** Keys on their way when ttyd dies may be lost, which the new epoch tells; none comes twice or out of order. */
    @Test
    void keysShouldNeverBeDoubledHoweverOftenTtydIsKilled() throws Exception {
        fixture.put(session);
        TerminalClient client = fixture.watch(session, "tty.sac.1").hello(tab);
        client.awaitText("24 80");
        Set<String> epochs = new HashSet<>();
        int typed = 0;
        for (int round = 0; round < 4; round++) {
            String epoch = client.state().get("epoch").getAsString();
            assertThat(epochs.add(epoch)).isTrue();
            for (int n = 0; n < 20; n++) {
                client.type(typed++ + "\r");
            }
            ttyd.destroyForcibly().waitFor();
            for (int n = 0; n < 20; n++) {
                client.type(typed++ + "\r");
            }
            ttyd();
            Eventually.until(
                    "another epoch",
                    () -> !client.state().get("epoch").getAsString().equals(epoch));
            client.type(typed++ + "\r");
            client.awaitText("took " + (typed - 1) + ".");
        }
        long bytes = IntStream.range(0, typed)
                .mapToLong(n -> Integer.toString(n).length() + 1L)
                .sum();
        Eventually.until(
                "all is accounted for", () -> client.state().get("input_offset").getAsLong() == bytes);

        List<Integer> lines =
                Files.readAllLines(log).stream().map(Integer::valueOf).toList();
        assertThat(lines).isSorted().doesNotHaveDuplicates().contains(typed - 1);
        assertThat(client.gone()).isFalse();
    }

    /** ttyd ends the connection without a word when its program ends, so this is a cut like any other. */
    @ParameterizedTest
    @ValueSource(ints = {0, 3})
    void programThatEndedShouldComeBackInANewEpoch(int code) throws Exception {
        fixture.put(session);
        TerminalClient client = fixture.watch(session, "tty.sac.1").hello(tab);
        client.awaitText("24 80");
        String epoch = client.state().get("epoch").getAsString();
        client.type("exit " + code + "\r");

        Eventually.until(
                "the program again",
                () -> seen(client).lastIndexOf("24 80") > seen(client).indexOf("24 80"));
        assertThat(client.state().get("epoch").getAsString()).isNotEqualTo(epoch);
        client.type("again\r");
        client.awaitText("took again.");
        assertThat(Files.readAllLines(log)).containsExactly("exit " + code, "again");
    }
}
