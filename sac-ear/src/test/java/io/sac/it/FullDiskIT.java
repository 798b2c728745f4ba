package io.sac.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.sun.security.auth.module.UnixSystem;
import io.sac.testing.TestSac;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** A SAC_HOME on a small disk of its own, which gets full. */
class FullDiskIT {
    private static final Duration LIMIT = Duration.ofMinutes(5);

    @TempDir(cleanup = CleanupMode.NEVER)
    private Path disk;

    @BeforeEach
    void mount() throws Exception {
        assumeThat(new UnixSystem().getUid())
                .as("only root can mount a small disk for this test")
                .isZero();
        run("mount", "-t", "tmpfs", "-o", "size=900m", "tmpfs", disk.toString());
    }

    @AfterEach
    void unmount() throws Exception {
        if (new UnixSystem().getUid() == 0) {
            run("umount", disk.toString());
        }
        Files.deleteIfExists(disk);
    }

    @Test
    void fullDiskShouldBeSaidAndLoseNothingThatWasAcknowledged() throws IOException {
        Path home = Files.createDirectory(disk.resolve("home"));
        Path filler = disk.resolve("filler");
        try (TestSac sac = TestSac.in(home, Map.of())) {
            sac.launch();
            SacClient owner = SacClient.newUser(sac);
            TestShell shell = TestShell.of(sac, owner);
            String session = shell.ready();
            Files.writeString(shell.workspace().resolve("output/kept.txt"), "kept");
            TestSac.await(LIMIT, () -> output(owner, shell).contains("kept.txt"));

            fill(filler);
            String acknowledged = "";
            Set<String> answers = new TreeSet<>();
            for (int n = 0; n < 400; n++) {
                String description = n + " " + "x".repeat(400);
                SacClient.Answer answer = owner.sendUnchecked(
                        "PUT", "/api/agents/" + shell.id(), "{\"description\": \"" + description + "\"}");
                answers.add(answer.status() + (answer.status() == 200 ? "" : " " + answer.problem()));
                acknowledged = answer.status() == 200 ? description : acknowledged;
            }
            System.out.println("FullDiskIT: on a full disk " + answers);
            assertThat(answers).isSubsetOf("200", "503 database-unavailable", "507 storage-full");

            sac.interrupt();
            TestSac.Printed refused = sac.command("run");
            assertThat(refused.exitCode()).isEqualTo(73);
            assertThat(refused.text()).startsWith("The disk of SAC_HOME " + home + " is full: ");

            Files.delete(filler);
            sac.launch();
            assertThat(owner.get("/api/agents/" + shell.id())
                            .is(200)
                            .json()
                            .path("description")
                            .asString())
                    .isEqualTo(acknowledged);
            assertThat(output(owner, shell)).contains("kept.txt");
            shell.awaitReady(session);
        }
    }

    private static String output(SacClient owner, TestShell shell) {
        return owner.get("/api/workspace/output/files?agent_id=" + shell.id())
                .is(200)
                .text();
    }

    private static void fill(Path filler) throws IOException {
        byte[] block = new byte[1 << 16];
        try (OutputStream out = Files.newOutputStream(filler)) {
            while (true) {
                out.write(block);
            }
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("No space left");
        }
    }

    private static void run(String... command) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder(command).inheritIO().start().waitFor())
                .as(List.of(command).toString())
                .isZero();
    }
}
