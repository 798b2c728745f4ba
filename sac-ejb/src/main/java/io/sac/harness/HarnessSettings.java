package io.sac.harness;

import io.sac.platform.ServerSettings;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Where programs are installed, from which registry, and which ones an administrator brings along. */
@Dependent
public class HarnessSettings {
    private final Path folder;
    private final Optional<URI> registry;
    private final Function<String, Optional<String>> ownBinaries;

    @Inject
    public HarnessSettings(
            ServerSettings server, @ConfigProperty(name = "SAC_NPM_REGISTRY") Optional<URI> registry, Config config) {
        this(
                server.home().resolve("harnesses"),
                registry,
                name -> config.getOptionalValue(name, String.class).filter(path -> !path.isBlank()));
    }

    public HarnessSettings(Path folder, Optional<URI> registry, Map<String, String> ownBinaries) {
        this(folder, registry, name -> Optional.ofNullable(ownBinaries.get(name)));
    }

    private HarnessSettings(Path folder, Optional<URI> registry, Function<String, Optional<String>> ownBinaries) {
        this.folder = folder;
        this.registry = registry;
        this.ownBinaries = ownBinaries;
    }

    /** The folder of all installed programs. */
    public Path folder() {
        return folder;
    }

    /** The registry to ask directly ({@code SAC_NPM_REGISTRY}); without it the machine's npm client is asked. */
    public Optional<URI> registry() {
        return registry;
    }

    /** The program that an administrator named in a setting such as {@code SAC_CLAUDE_CODE_BINARY}. */
    public Optional<Path> ownBinary(String setting) {
        return ownBinaries.apply(setting).map(Path::of);
    }
}
