package io.sac.launcher;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The sidecars of this SAC: the jars they run from, and those that are running. */
final class SidecarFolder {
    private static final Logger LOG = LoggerFactory.getLogger(SidecarFolder.class);
    private static final String RUN_FILE = "sidecar.run.json";
    private static final Duration GRACE = Duration.ofSeconds(15);

    private final Home home;

    SidecarFolder(Home home) {
        this.home = home;
    }

    /** A copy of the jars named by their hash, so that a rebuild does not pull them from under running sidecars. */
    Path install(List<Path> jars) throws IOException {
        endTraining();
        MessageDigest digest = ProductBuild.sha256();
        for (Path jar : jars) {
            digest.update(jar.getFileName().toString().getBytes(StandardCharsets.UTF_8));
            digest.update(ProductBuild.sha256().digest(Files.readAllBytes(jar)));
        }
        String hash = HexFormat.of().formatHex(digest.digest(), 0, 8);
        Path target = home.sidecars().resolve(hash);
        if (!Files.exists(target)) {
            Path copying = Files.createTempDirectory(home.sidecars(), ".copying-");
            for (Path jar : jars) {
                Files.copy(jar, copying.resolve(jar.getFileName()));
            }
            Files.move(copying, target);
        }
        removeUnused(hash);
        return target;
    }

    /** Ends every agent of this SAC with all its processes; says how many there were. */
    int stopAll() throws IOException {
        endTraining();
        List<Path> folders = agentFolders();
        List<CompletableFuture<Boolean>> ending = folders.stream()
                .map(folder -> CompletableFuture.supplyAsync(() -> stop(folder), Thread.ofVirtual()::start))
                .toList();
        return (int) ending.stream().filter(CompletableFuture::join).count();
    }

    /** A server that was killed may have left the run behind that learns how a sidecar starts; two of them write one file. */
    private void endTraining() {
        Processes.withArgument("-XX:AOTCacheOutput=" + home.sidecars())
                .forEach(process -> Processes.end(process, Duration.ZERO));
    }

    private static boolean stop(Path agent) {
        // A sidecar that has just been started has not said so yet; its configuration is its last argument.
        Set<ProcessHandle> running = new LinkedHashSet<>(
                Processes.withLastArgument(agent.resolve("sidecar.json").toString()));
        mark(agent).flatMap(ProcessMark::alive).ifPresent(running::add);
        running.forEach(process -> Processes.end(process, GRACE));
        // What a sidecar left behind that was killed: nobody else has this home.
        List<ProcessHandle> strays = Processes.withVariable("HOME=" + agent.resolve("home"));
        strays.forEach(ProcessHandle::destroyForcibly);
        return !running.isEmpty() || !strays.isEmpty();
    }

    private static Optional<ProcessMark> mark(Path agent) {
        try {
            return ProcessMark.read(agent.resolve(RUN_FILE));
        } catch (IOException e) {
            LOG.warn("{} cannot be read: {}", agent.resolve(RUN_FILE), String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    private void removeUnused(String current) throws IOException {
        List<String> runs = new ArrayList<>();
        for (Path file : runFiles()) {
            runs.add(Files.readString(file));
        }
        try (Stream<Path> folders = Files.list(home.sidecars())) {
            for (Path folder : folders.toList()) {
                String name = folder.getFileName().toString();
                if (!name.equals(current) && runs.stream().noneMatch(run -> run.contains(name))) {
                    delete(folder);
                }
            }
        }
    }

    private List<Path> runFiles() throws IOException {
        return agentFolders().stream()
                .map(agent -> agent.resolve(RUN_FILE))
                .filter(Files::isRegularFile)
                .toList();
    }

    private List<Path> agentFolders() throws IOException {
        if (!Files.isDirectory(home.agents())) {
            return List.of();
        }
        try (Stream<Path> agents = Files.list(home.agents())) {
            return agents.toList();
        }
    }

    private static void delete(Path folder) {
        try (Stream<Path> tree = Files.walk(folder)) {
            for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            LOG.warn("{} stays: {}", folder, Optional.ofNullable(e.getMessage()).orElse("unknown"));
        }
    }
}
