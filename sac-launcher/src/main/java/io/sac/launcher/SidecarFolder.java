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
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The sidecars of this SAC: the jars they run from, and those that are running. */
final class SidecarFolder {
    private static final Logger LOG = LoggerFactory.getLogger(SidecarFolder.class);
    private static final Duration GRACE = Duration.ofSeconds(15);

    private final Home home;

    SidecarFolder(Home home) {
        this.home = home;
    }

    /** A copy of the jars named by their hash, so that a rebuild does not pull them from under running sidecars. */
    Path install(List<Path> jars) throws IOException {
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

    /** Ends every sidecar of this SAC with its agent; says how many there were. */
    int stopAll() throws IOException {
        List<ProcessHandle> running = new ArrayList<>();
        for (Path file : runFiles()) {
            ProcessMark.read(file).flatMap(ProcessMark::alive).ifPresent(running::add);
        }
        List<Thread> ending = running.stream()
                .map(process -> Thread.ofVirtual().start(() -> Processes.end(process, GRACE)))
                .toList();
        for (Thread thread : ending) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        return running.size();
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
        if (!Files.isDirectory(home.agents())) {
            return List.of();
        }
        try (Stream<Path> agents = Files.list(home.agents())) {
            return agents.map(agent -> agent.resolve("sidecar.run.json"))
                    .filter(Files::isRegularFile)
                    .toList();
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
