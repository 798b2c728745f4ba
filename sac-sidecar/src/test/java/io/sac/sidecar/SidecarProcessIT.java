package io.sac.sidecar;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The packaged program as a process: its memory, and its death. */
class SidecarProcessIT {
    private final UUID session = UUID.randomUUID();
    private final String tab = UUID.randomUUID().toString();
    private SidecarFixture fixture;
    private Process process;

    @BeforeEach
    void start(@TempDir Path root) throws Exception {
        fixture = new SidecarFixture(root);
    }

    @AfterEach
    void stop() throws Exception {
        process.destroyForcibly().waitFor();
        fixture.close();
    }

    /** Memory is the one thing measured here that is also asserted: it does not depend on how busy the machine is. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void memoryShouldStaySmall(boolean learnt) throws Exception {
        String how = learnt ? "learnt" : "plain";
        Path cache = learnt ? fixture.learn() : null;
        long begun = System.nanoTime();
        process = fixture.startProcess(cache);
        System.out.printf("sidecar: %s, listening after %d ms%n", how, (System.nanoTime() - begun) / 1_000_000);
        fixture.put(session);
        TerminalClient client = fixture.watch(session, "tty.sac.1").hello(tab);
        client.type("hello\r");
        client.awaitText("hello\r\nhello");
        assertThat(memory(how + ", at rest")).isLessThanOrEqualTo(80);

        for (int n = 0; n < 2000; n++) {
            Path folder = fixture.output.resolve("d" + n % 20);
            if (n < 20) {
                Files.createDirectories(folder);
            }
            Files.writeString(folder.resolve("f" + n), "content " + n);
        }
        Eventually.until("2,000 files", Duration.ofSeconds(60), () -> fixture.server.files.size() == 2000);
        assertThat(memory(how + ", after 2,000 files")).isLessThanOrEqualTo(110);
    }

    @Test
    void memoryShouldStayFlatOverLargeFilesAndFloods() throws Exception {
        fixture.cli(List.of("/bin/sh", "-c", "read go; yes"));
        process = fixture.startProcess();
        fixture.put(session);
        TerminalClient client = fixture.watch(session, "tty.sac.1").hello(tab);
        client.state();
        Files.write(fixture.output.resolve("24"), new byte[24 << 20]);
        try (RandomAccessFile file =
                new RandomAccessFile(fixture.output.resolve("300").toFile(), "rw")) {
            file.setLength(300L << 20);
        }
        Eventually.until(
                "the large files",
                Duration.ofSeconds(90),
                () -> fixture.server.sizes.getOrDefault("24", 0L) == 24 << 20
                        && fixture.server.sizes.getOrDefault("300", 0L) == 300L << 20);
        assertThat(memory("after files of 24 and 300 MiB")).isLessThanOrEqualTo(110);

        client.type("\n");
        client.cut();
        Eventually.until("a flood of four rings", Duration.ofSeconds(90), () -> offset() > 16 << 20);
        assertThat(memory("in a flood")).isLessThanOrEqualTo(110);
    }

    private long offset() {
        try {
            return fixture.json("GET", "/state", "")
                    .getAsJsonArray("sessions")
                    .get(0)
                    .getAsJsonObject()
                    .get("offset")
                    .getAsLong();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private double memory(String when) throws IOException {
        double megabytes = SidecarFixture.residentMegabytes(process.pid());
        System.out.printf("sidecar: %.1f MiB %s%n", megabytes, when);
        return megabytes;
    }

    @Test
    void killedSidecarShouldComeBackWithAnotherEpochAndTheSameRing() throws Exception {
        Path pids = fixture.root.resolve("pids");
        fixture.cli(List.of("/bin/bash", "-c", "trap '' HUP; echo $$ >> " + pids + "; echo started; cat"));
        process = fixture.startProcess();
        JsonObject before = fixture.put(session);
        TerminalClient client = fixture.watch(session, "tty.sac.1").hello(tab);
        client.awaitText("started");
        client.type("typed\r");
        client.awaitText("typed\r\ntyped\r\n");
        int port = fixture.port();
        long offset = client.states().getFirst().get("offset").getAsLong() + client.received();
        Eventually.until(
                "the input is acknowledged",
                () -> !client.state().get("input_offset").isJsonNull()
                        && client.state().get("input_offset").getAsLong() == 6);
        process.destroyForcibly().waitFor();

        process = fixture.startProcess();
        JsonObject after = fixture.put(session);
        TerminalClient again = fixture.watch(session, "tty.sac.1")
                .hello(tab, before.get("epoch").getAsString(), offset);
        Eventually.until("a second start", () -> (again.screen() + again.text()).split("started", -1).length == 3);

        assertThat(fixture.port()).isEqualTo(port);
        assertThat(after.get("epoch")).isNotEqualTo(before.get("epoch"));
        assertThat(again.kinds()).startsWith("34");
        assertThat(again.screen()).contains("typed");
        assertThat(again.states().getFirst().get("input_offset").getAsLong()).isEqualTo(6);
        assertThat(again.states().getFirst().get("offset").getAsLong()).isGreaterThanOrEqualTo(offset);
        long first = Long.parseLong(Files.readAllLines(pids).getFirst());
        Eventually.until(
                "what the dead one left is gone",
                () -> ProcessHandle.of(first).map(handle -> !handle.isAlive()).orElse(true));
    }

    @Test
    void promptsShouldArriveOnceOverKills() throws Exception {
        Path typed = fixture.root.resolve("typed");
        Path gate = fixture.root.resolve("gate");
        fixture.cli(List.of(
                "/bin/sh",
                "-c",
                "while [ ! -e " + gate + " ]; do sleep 0.1; done; stty raw -echo; printf '\\033[?2004h'; exec cat >> "
                        + typed));
        StringBuilder expected = new StringBuilder();
        for (int round = 0; round < 3; round++) {
            Files.deleteIfExists(gate);
            process = fixture.startProcess();
            fixture.put(session);
            UUID id = UUID.randomUUID();
            String prompt = "{\"id\":\"" + id + "\",\"text\":\"prompt " + round + "\",\"files\":[]}";
            fixture.json("POST", "/sessions/" + session + "/prompts", prompt);
            // Taken, and the sidecar dies before the program can take it.
            process.destroyForcibly().waitFor();
            process = fixture.startProcess();
            fixture.put(session);
            Files.createFile(gate);
            Eventually.until("delivered", () -> fixture.server.promptStates.contains(id + " delivered"));
            expected.append("\u001b[200~prompt ").append(round).append("\u001b[201~\r");
            // Delivered to the terminal; with the sidecar it would be gone before the program reads it.
            Eventually.until("read", () -> typed.toFile().length() >= expected.length());
            process.destroyForcibly().waitFor();
            process = fixture.startProcess();
            fixture.put(session);
            fixture.json("POST", "/sessions/" + session + "/prompts", prompt);
            process.destroyForcibly().waitFor();
        }

        assertThat(Files.readString(typed)).isEqualTo(expected.toString());
    }

    @Test
    void entriesShouldArriveOnceOverKills() throws Exception {
        Path projects = Files.createDirectories(fixture.home.resolve(".claude/projects/-workspace"));
        Path transcript = projects.resolve(session + ".jsonl");
        fixture.transcripts(projects.getParent());
        int entries = 0;
        for (int round = 0; round < 3; round++) {
            process = fixture.startProcess();
            fixture.put(session);
            fixture.server.failures.set(2 * round);
            StringBuilder lines = new StringBuilder();
            for (int n = 0; n < 1000; n++) {
                lines.append("{\"uuid\":\"e").append(entries++);
                lines.append("\",\"timestamp\":\"2026-11-21T10:00:00Z\",\"type\":\"user\",");
                lines.append("\"message\":{\"role\":\"user\",\"content\":\"x\"}}\n");
            }
            Files.writeString(transcript, lines, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            int some = entries - 900;
            Eventually.until(
                    "some of the entries", Duration.ofSeconds(60), () -> fixture.server.entries.size() >= some);
            process.destroyForcibly().waitFor();
        }
        process = fixture.startProcess();
        fixture.put(session);
        int all = entries;
        Eventually.until("all entries", Duration.ofSeconds(60), () -> fixture.server.entries.size() == all);

        assertThat(fixture.server.entriesById).hasSize(all);
        assertThat(fixture.server.entries)
                .extracting(entry -> entry.get("entry_id").getAsString())
                .containsExactlyElementsOf(
                        IntStream.range(0, all).mapToObj(n -> "e" + n).toList());
    }

    @Test
    void shutdownShouldEndTheWholeTree() throws Exception {
        Path pids = fixture.root.resolve("pids");
        fixture.cli(List.of(
                "/bin/bash",
                "-c",
                "(setsid bash -c 'trap \"\" TERM HUP; echo $$ >> " + pids + "; sleep 1000; sleep 1000' &) ; echo $$ >> "
                        + pids + "; echo up; exec sleep 1000"));
        process = fixture.startProcess();
        fixture.put(session);
        Eventually.until("two processes", () -> {
            try {
                return Files.exists(pids) && Files.readAllLines(pids).size() == 2;
            } catch (java.io.IOException e) {
                return false;
            }
        });
        fixture.json("POST", "/shutdown", "{\"grace_ms\":500}");

        assertThat(process.waitFor(15, TimeUnit.SECONDS)).isTrue();
        assertThat(fixture.root.resolve("sidecar.run.json")).doesNotExist();
        for (String pid : Files.readAllLines(pids)) {
            assertThat(ProcessHandle.of(Long.parseLong(pid)).filter(ProcessHandle::isAlive))
                    .isEmpty();
        }
    }

    @Test
    void deletedSessionShouldTakeItsProcessesAlong() throws Exception {
        fixture.cli(List.of("/bin/bash", "-c", "sleep 1000 & echo pid=$!.; wait"));
        process = fixture.startProcess();
        fixture.put(session);
        TerminalClient client = fixture.watch(session, "tty").first("{\"columns\":80,\"rows\":24}");
        Eventually.until("a pid", () -> client.text().matches("(?s).*pid=[0-9]+\\..*"));
        long pid = Long.parseLong(client.text().replaceAll("(?s).*pid=([0-9]+)\\..*", "$1"));

        assertThat(fixture.call("DELETE", "/sessions/" + session, "").statusCode())
                .isEqualTo(204);
        assertThat(fixture.call("DELETE", "/sessions/" + session, "").statusCode())
                .isEqualTo(204);

        Eventually.until("closed", () -> client.closeCode() == 4409);
        Eventually.until(
                "gone",
                () -> ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty());
        assertThat(fixture.state.resolve("sessions/" + session)).doesNotExist();
    }
}
