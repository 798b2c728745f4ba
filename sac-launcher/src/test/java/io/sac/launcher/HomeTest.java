package io.sac.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HomeTest {
    @TempDir
    private Path folder;

    @Test
    void prepareShouldMakeKeysThatOnlyTheOwnerReadsAndKeepThem() throws IOException {
        Home home = new Home(folder.resolve("home"));
        home.prepare("0.1.0");
        Map<String, String> keys = SecretFile.read(home.keysFile());
        String installation = home.installationId();

        home.prepare("0.1.0");

        assertThat(SecretFile.read(home.keysFile())).isEqualTo(keys).containsKeys("current", "k1");
        assertThat(home.installationId()).isEqualTo(installation);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.keysFile())))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.keys())))
                .isEqualTo("rwx------");
    }

    @Test
    void olderSacShouldBeRefused() throws IOException {
        Home home = new Home(folder.resolve("home"));
        home.prepare("0.10.0");
        home.stamp("0.10.0");

        home.prepare("0.10.1-SNAPSHOT");
        assertThatExceptionOfType(LauncherException.class)
                .isThrownBy(() -> home.prepare("0.9.3"))
                .withMessageContaining("was last used by SAC 0.10.0")
                .satisfies(e -> assertThat(e.exitCode()).isEqualTo(ExitCode.HOME));
    }

    @Test
    void fileInThePlaceOfTheFolderShouldBeSaid() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");

        assertThatExceptionOfType(LauncherException.class)
                .isThrownBy(() -> new Home(file).prepare("0.1.0"))
                .withMessageContaining(file + " is not a folder")
                .satisfies(e -> assertThat(e.exitCode()).isEqualTo(ExitCode.HOME));
    }

    @Test
    void markShouldNotFollowANumberThatWentToAnotherProcess() throws IOException {
        Path file = folder.resolve("mark");
        ProcessMark.write(file, ProcessHandle.current());
        assertThat(ProcessMark.read(file).flatMap(ProcessMark::alive)).contains(ProcessHandle.current());

        SecretFile.write(
                file,
                "{\"pid\": %d, \"started_at\": 1000}"
                        .formatted(ProcessHandle.current().pid()));
        assertThat(ProcessMark.read(file).flatMap(ProcessMark::alive)).isEmpty();
    }

    @Test
    void markShouldOutliveAClockThatWasSet() throws IOException {
        Path file = folder.resolve("mark");
        ProcessMark.write(file, ProcessHandle.current());
        String written = Files.readString(file);
        assumeThat(written).contains("start_ticks");

        SecretFile.write(file, written.replaceFirst("\"started_at\": \\d+", "\"started_at\": 1000"));
        assertThat(ProcessMark.read(file).flatMap(ProcessMark::alive)).contains(ProcessHandle.current());

        SecretFile.write(file, written.replaceFirst("\"start_ticks\": \\d+", "\"start_ticks\": 1"));
        assertThat(ProcessMark.read(file).flatMap(ProcessMark::alive)).isEmpty();
    }

    @Test
    void sidecarJarsShouldBeNamedByTheirContent() throws IOException {
        Home home = new Home(folder.resolve("home"));
        home.prepare("0.1.0");
        var sidecars = new SidecarFolder(home);
        Path jar = Files.writeString(folder.resolve("a.jar"), "one");
        Path first = sidecars.install(java.util.List.of(jar));
        Path run = Files.createDirectories(home.agents().resolve("7")).resolve("sidecar.run.json");
        Files.writeString(run, "{\"version\": \"" + first.getFileName() + "\"}");

        Files.writeString(jar, "two");
        Path second = sidecars.install(java.util.List.of(jar));
        assertThat(second).isNotEqualTo(first);
        assertThat(first.resolve("a.jar")).hasContent("one");

        Files.delete(run);
        assertThat(sidecars.install(java.util.List.of(jar))).isEqualTo(second);
        assertThat(first).doesNotExist();
    }
}
