package io.sac.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.sac.testing.SacExtension;
import io.sac.testing.TestSac;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a sidecar costs as the local runtime starts it: the first one plainly, the next from what Java has learnt. */
@ExtendWith(SacExtension.class)
class SidecarMemoryIT {

    @Test
    void nextSidecarShouldStartFromTheCacheAndStaySmall(TestSac sac) throws Exception {
        TestShell first = TestShell.of(sac, SacClient.newUser(sac));
        first.ready();
        TestSac.await(Duration.ofMinutes(2), () -> cacheIsThere(sac));
        TestShell next = TestShell.of(sac, SacClient.newUser(sac));
        next.ready();

        assertThat(mapped(pid(next))).contains("sac.aot");
        double resting = residentMegabytes(pid(next));
        System.out.printf("local runtime: sidecar %.1f MiB at rest%n", resting);
        assertThat(resting).isLessThanOrEqualTo(80);
    }

    private static boolean cacheIsThere(TestSac sac) {
        try (Stream<Path> files = Files.walk(sac.home(), 4)) {
            return files.anyMatch(file -> file.endsWith("sac.aot"));
        } catch (IOException | java.io.UncheckedIOException e) {
            // Something else of this SAC went away while it was walked through.
            return false;
        }
    }

    private static long pid(TestShell shell) throws IOException {
        Path folder = shell.sac().home().resolve("agents").resolve(Long.toString(shell.id()));
        try (Stream<Path> files = Files.walk(folder, 1)) {
            Path run = files.filter(file -> file.endsWith("sidecar.run.json"))
                    .findFirst()
                    .orElseThrow();
            return Long.parseLong(Files.readString(run).replaceAll("(?s).*\"pid\":\\s*(\\d+).*", "$1"));
        }
    }

    private static String mapped(long pid) throws IOException {
        return Files.readString(Path.of("/proc/" + pid + "/maps"));
    }

    private static double residentMegabytes(long pid) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024.0;
            }
        }
        throw new IOException("no such process");
    }
}
