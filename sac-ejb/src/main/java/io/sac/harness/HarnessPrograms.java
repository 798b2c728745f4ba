package io.sac.harness;

import io.sac.harness.HarnessDescriptor.NpmPackage;
import io.sac.harness.HarnessDescriptor.Program;
import io.sac.harness.InstallException.Cause;
import io.sac.outbound.OutboundSettings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds the program of a harness on this machine, and installs it from npm when it is not there. */
@ApplicationScoped
public class HarnessPrograms {
    private final HarnessSettings settings;
    private final ProgramInstaller installer;
    private final String platform = Platform.current();

    @Inject
    public HarnessPrograms(HarnessSettings settings, OutboundSettings outbound) {
        this(settings, source(settings.registry(), outbound));
    }

    HarnessPrograms(HarnessSettings settings, PackageSource source) {
        this.settings = settings;
        this.installer = new ProgramInstaller(settings.folder(), source);
    }

    @SuppressWarnings("NullAway") // the proxy of an application scoped bean wants it
    protected HarnessPrograms() {
        this.settings = null;
        this.installer = null;
    }

    private static PackageSource source(Optional<URI> registry, OutboundSettings outbound) {
        if (registry.isPresent()) {
            return new NpmRegistry(registry.get(), outbound);
        }
        return (wanted, version, folder, bytes) -> {
            Optional<Path> npm = ProgramSearch.find("npm");
            PackageSource chosen =
                    npm.isPresent() ? new NpmClient(npm.get()) : new NpmRegistry(NpmRegistry.PUBLIC, outbound);
            return chosen.fetch(wanted, version, folder, bytes);
        };
    }

    /** Whether the program can be started without installing anything. */
    public boolean isInstalled(HarnessDescriptor harness) {
        Program program = harness.program();
        if (program.installed() != null) {
            return found(program.installed()).isPresent();
        }
        if (ownBinary(program).isPresent()) {
            return true;
        }
        return npm(program)
                .filter(npm -> Files.isExecutable(installer
                        .place(harness.id(), version(harness), platform)
                        .resolve(npm.program())))
                .isPresent();
    }

    /** How much an installation downloads, where that is known. */
    public @Nullable Long installBytes(HarnessDescriptor harness) {
        return npm(harness.program()).map(NpmPackage::bytes).orElse(null);
    }

    /**
     * The program's path; installs it first when that is needed.
     *
     * @throws InstallException with words for the person
     */
    public Path provide(HarnessDescriptor harness, InstallProgress progress) throws InstallException {
        Program program = harness.program();
        List<String> installed = program.installed();
        if (installed != null) {
            return found(installed)
                    .orElseThrow(() -> new InstallException(
                            Cause.PROGRAM_MISSING,
                            "This machine has none of these programs: " + String.join(", ", installed)
                                    + ". Ask an administrator to install one."));
        }
        Optional<Path> own = ownBinary(program);
        if (own.isPresent()) {
            return requireExecutable(own.get(), Objects.requireNonNull(program.ownBinary()));
        }
        NpmPackage npm = npm(program)
                .orElseThrow(() -> new InstallException(
                        Cause.UNSUPPORTED,
                        harness.name() + " is not made for this kind of machine (" + platform
                                + "). An administrator can name an own program"
                                + (program.ownBinary() == null ? "." : " with " + program.ownBinary() + ".")));
        return installer
                .install(harness.id(), version(harness), platform, npm, progress)
                .resolve(npm.program());
    }

    private static Path requireExecutable(Path program, String setting) throws InstallException {
        if (!program.isAbsolute() || !Files.isRegularFile(program) || !Files.isExecutable(program)) {
            throw new InstallException(
                    Cause.PROGRAM_MISSING,
                    "The program that " + setting
                            + " names is not there or cannot be run. Ask an administrator to correct the setting.");
        }
        return program;
    }

    private Optional<Path> ownBinary(Program program) {
        return Optional.ofNullable(program.ownBinary()).flatMap(settings::ownBinary);
    }

    private Optional<NpmPackage> npm(Program program) {
        Map<String, NpmPackage> packages = program.npm();
        return packages == null ? Optional.empty() : Optional.ofNullable(packages.get(platform));
    }

    private static String version(HarnessDescriptor harness) {
        return Objects.requireNonNull(harness.version(), "a program from npm has a pinned version");
    }

    private static Optional<Path> found(List<String> names) {
        return names.stream().flatMap(name -> ProgramSearch.find(name).stream()).findFirst();
    }
}
