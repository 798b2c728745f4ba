package io.sac.agent.local;

import io.sac.platform.ServerSettings;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/** Where agents of this machine live, and what they are given. */
@Dependent
public class LocalSettings {
    private final Path home;
    private final URI server;
    private final @Nullable Path sidecarJars;
    private final long memoryBytes;
    private final int processes;
    private final Duration startTimeout;

    @Inject
    public LocalSettings(
            ServerSettings server,
            @ConfigProperty(name = "SAC_SIDECAR_JARS") Optional<String> sidecarJars,
            @ConfigProperty(name = "SAC_AGENT_MEMORY_BYTES") long memoryBytes,
            @ConfigProperty(name = "SAC_AGENT_PROCESSES") int processes,
            @ConfigProperty(name = "SAC_AGENT_START_TIMEOUT") Duration startTimeout) {
        this(
                server.home(),
                URI.create("http://127.0.0.1:" + server.internalPort()),
                sidecarJars.map(Path::of).orElse(null),
                memoryBytes,
                processes,
                startTimeout);
    }

    LocalSettings(
            Path home, URI server, @Nullable Path sidecarJars, long memoryBytes, int processes, Duration startTimeout) {
        this.home = home;
        this.server = server;
        this.sidecarJars = sidecarJars;
        this.memoryBytes = memoryBytes;
        this.processes = processes;
        this.startTimeout = startTimeout;
    }

    Path agents() {
        return home.resolve("agents");
    }

    Path sidecars() {
        return home.resolve("sidecar");
    }

    /** A file with the server's present address, for sidecars that outlive it. */
    Path serverFile() {
        return home.resolve("server-url");
    }

    URI server() {
        return server;
    }

    Optional<Path> sidecarJars() {
        return Optional.ofNullable(sidecarJars);
    }

    long memoryBytes() {
        return memoryBytes;
    }

    int processes() {
        return processes;
    }

    Duration startTimeout() {
        return startTimeout;
    }
}
