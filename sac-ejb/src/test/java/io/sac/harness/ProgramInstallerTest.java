package io.sac.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sac.harness.HarnessDescriptor.NpmPackage;
import io.sac.harness.InstallException.Cause;
import io.sac.outbound.OutboundProxy;
import io.sac.outbound.OutboundSettings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgramInstallerTest {
    private static final String NAME = "@acme/cli-linux-x64";

    @TempDir
    Path folder;

    private final List<Integer> percents = new CopyOnWriteArrayList<>();
    private LocalRegistry registry;

    @BeforeEach
    void start() throws IOException {
        registry = LocalRegistry.start(NAME, "1.2.3", LocalRegistry.archive("package/cli", 3_000_000));
    }

    @AfterEach
    void stop() {
        registry.close();
    }

    private ProgramInstaller installer() {
        return installer(registry.url());
    }

    private ProgramInstaller installer(URI address) {
        return new ProgramInstaller(folder, new NpmRegistry(address, new OutboundSettings(OutboundProxy.NONE, null)));
    }

    private NpmPackage pinned(String integrity) {
        return new NpmPackage(NAME, integrity, (long) registry.size(), "package/cli");
    }

    private Path install(ProgramInstaller installer, NpmPackage wanted) throws InstallException {
        return installer.install("cli", "1.2.3", "linux-x64", wanted, progress(false));
    }

    private InstallProgress progress(boolean cancelled) {
        return new InstallProgress() {
            @Override
            public void at(@Nullable Integer percent, String message) {
                if (percent != null) {
                    percents.add(percent);
                }
            }

            @Override
            public boolean cancelled() {
                return cancelled;
            }
        };
    }

    @Test
    void installShouldPutTheWholePackageInPlaceWithARealPercentage() throws Exception {
        Path place = install(installer(), pinned(registry.integrity()));
        assertThat(place.resolve("package/cli")).isExecutable().hasSize(3_000_000);
        assertThat(percents).isSorted().contains(0).anyMatch(percent -> percent > 0 && percent < 85);
        assertThat(percents.getLast()).isGreaterThan(85);
        assertThat(leftovers()).isEmpty();
        install(installer(), pinned(registry.integrity()));
        assertThat(registry.downloads()).isEqualTo(1);
    }

    @Test
    void twoStartsShouldInstallOnce() throws Exception {
        ProgramInstaller one = installer();
        ProgramInstaller sameProcess = one;
        try (var threads = Executors.newFixedThreadPool(3)) {
            Callable<Path> start = () -> install(sameProcess, pinned(registry.integrity()));
            List<Future<Path>> all = threads.invokeAll(List.of(start, start, start));
            for (Future<Path> each : all) {
                assertThat(each.get().resolve("package/cli")).isExecutable();
            }
        }
        assertThat(registry.downloads()).isEqualTo(1);
    }

    @Test
    void aPackageOfAnotherHashShouldNotBeInstalled() throws Exception {
        assertThatThrownBy(() -> install(installer(), pinned("sha512-AAAA")))
                .isInstanceOfSatisfying(
                        InstallException.class, e -> assertThat(e.why()).isEqualTo(Cause.INTEGRITY));
        assertThat(installer().place("cli", "1.2.3", "linux-x64")).doesNotExist();
        assertThat(leftovers()).isEmpty();
    }

    @Test
    void aDownloadThatBreaksOffShouldBeTriedAgain() throws Exception {
        registry.breakOffAfter(100_000);
        assertThatThrownBy(() -> install(installer(), pinned(registry.integrity())))
                .isInstanceOfSatisfying(
                        InstallException.class, e -> assertThat(e.why()).isEqualTo(Cause.NO_NETWORK));
        registry.breakOffAfter(Integer.MAX_VALUE);
        assertThat(install(installer(), pinned(registry.integrity())).resolve("package/cli"))
                .isExecutable();
    }

    @Test
    void noRegistryShouldBeSaidInPlainWords() {
        assertThatThrownBy(() -> install(installer(URI.create("http://127.0.0.1:1/")), pinned("sha512-x")))
                .isInstanceOfSatisfying(InstallException.class, e -> {
                    assertThat(e.why()).isEqualTo(Cause.NO_NETWORK);
                    assertThat(e).hasMessageContaining("cannot be reached");
                });
    }

    @Test
    void cancelledInstallShouldLeaveNothing() throws Exception {
        assertThatThrownBy(() ->
                        installer().install("cli", "1.2.3", "linux-x64", pinned(registry.integrity()), progress(true)))
                .isInstanceOfSatisfying(
                        InstallException.class, e -> assertThat(e.why()).isEqualTo(Cause.CANCELLED));
        assertThat(leftovers()).isEmpty();
    }

    @Test
    void whatAKilledServerLeftShouldBeRemoved() throws Exception {
        Path half = folder.resolve("cli/.staging-dead/content/package");
        Files.createDirectories(half);
        Files.writeString(half.resolve("cli"), "half");
        install(installer(), pinned(registry.integrity()));
        assertThat(leftovers()).isEmpty();
    }

    @Test
    void anArchiveThatLeadsOutsideShouldBeRefused() throws Exception {
        registry.close();
        registry = LocalRegistry.start(NAME, "1.2.3", LocalRegistry.archive("package/../../../evil", 10));
        assertThatThrownBy(() -> install(installer(), pinned(registry.integrity())))
                .isInstanceOf(InstallException.class);
        assertThat(folder.resolve("evil")).doesNotExist();
        assertThat(folder.getParent().resolve("evil")).doesNotExist();
    }

    @Test
    void theMachinesNpmClientShouldBeUsedWithItsOwnSettings() throws Exception {
        var npm = ProgramSearch.find("npm");
        org.junit.jupiter.api.Assumptions.assumeTrue(npm.isPresent(), "npm is not on this machine");
        Path home = Files.createDirectories(folder.resolve("npm-home"));
        Path script = folder.resolve("npm-with-own-settings");
        Files.writeString(
                script,
                "#!/bin/sh\nHOME='%s' npm_config_registry='%s' npm_config_cache='%s' exec '%s' \"$@\"\n"
                        .formatted(home, registry.url(), folder.resolve("npm-cache"), npm.get()));
        assertThat(script.toFile().setExecutable(true)).isTrue();
        ProgramInstaller installer = new ProgramInstaller(folder, new NpmClient(script));
        assertThat(install(installer, pinned(registry.integrity())).resolve("package/cli"))
                .isExecutable();
    }

    private List<Path> leftovers() throws IOException {
        Path parent = folder.resolve("cli");
        if (!Files.exists(parent)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(parent)) {
            return entries.filter(path -> path.getFileName().toString().startsWith(".staging"))
                    .toList();
        }
    }
}
