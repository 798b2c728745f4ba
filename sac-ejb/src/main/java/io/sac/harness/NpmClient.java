package io.sac.harness;

import io.sac.harness.HarnessDescriptor.NpmPackage;
import io.sac.harness.InstallException.Cause;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Asks the machine's own npm client, so that its registry, proxy, authorities and logins count. No argument passes a
 * shell, no script of the package runs, and npm sees none of this server's secrets.
 */
final class NpmClient implements PackageSource {
    private static final Set<String> PASSED_ON = Set.of(
            "PATH",
            "HOME",
            "USER",
            "LOGNAME",
            "LANG",
            "TMPDIR",
            "HTTP_PROXY",
            "HTTPS_PROXY",
            "NO_PROXY",
            "ALL_PROXY",
            "NODE_EXTRA_CA_CERTS",
            "SSL_CERT_FILE",
            "SSL_CERT_DIR",
            "NVM_DIR",
            "NVM_BIN",
            "APPDATA",
            "SYSTEMROOT");
    private static final int LOG_LINES = 15;

    private final Path program;

    NpmClient(Path program) {
        this.program = program;
    }

    @Override
    public Path fetch(NpmPackage wanted, String version, Path folder, Bytes bytes)
            throws IOException, InstallException {
        Path cacheTemp =
                cacheFolder(folder).map(cache -> cache.resolve("_cacache/tmp")).orElse(folder);
        Set<Path> before = new HashSet<>(files(cacheTemp));
        Path log = folder.resolve("npm.log");
        Process process = builder(
                        folder,
                        "pack",
                        wanted.packageName() + "@" + version,
                        "--pack-destination",
                        folder.toString(),
                        "--ignore-scripts",
                        "--fetch-retries=1",
                        "--fetch-retry-mintimeout=1000",
                        "--loglevel=error")
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            long most = 0;
            while (!process.waitFor(200, TimeUnit.MILLISECONDS)) {
                // When all is there it is moved away, and npm still works on it for a while.
                most = Math.max(most, size(cacheTemp, before));
                bytes.received(most);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw InstallException.cancelled();
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        if (process.exitValue() != 0) {
            throw failure(lastLines(log));
        }
        try (Stream<Path> made = Files.list(folder)) {
            return made.filter(file -> file.toString().endsWith(".tgz"))
                    .findFirst()
                    .orElseThrow(() -> new InstallException(
                            Cause.INSTALL_FAILED, "npm said that it was done, but brought nothing. Try again."));
        }
    }

    /** Where npm keeps what it is just loading: the growth of that folder is the progress. */
    private Optional<Path> cacheFolder(Path folder) throws IOException {
        Process process = builder(folder, "config", "get", "cache")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        process.getOutputStream().close();
        try (var out = process.getInputStream()) {
            String text = new String(out.readNBytes(4096), StandardCharsets.UTF_8).strip();
            if (!process.waitFor(20, TimeUnit.SECONDS) || process.exitValue() != 0 || !text.startsWith("/")) {
                return Optional.empty();
            }
            return Optional.of(Path.of(text));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } finally {
            process.destroyForcibly();
        }
    }

    private ProcessBuilder builder(Path folder, String... arguments) {
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        Map<String, String> environment = builder.environment();
        environment.keySet().removeIf(name -> !isPassedOn(name));
        environment.put("NO_UPDATE_NOTIFIER", "1");
        return builder.redirectInput(ProcessBuilder.Redirect.PIPE);
    }

    private static boolean isPassedOn(String name) {
        String upper = name.toUpperCase(Locale.ROOT);
        return PASSED_ON.contains(upper) || upper.startsWith("NPM_CONFIG_") || upper.startsWith("XDG_");
    }

    private static List<Path> files(Path folder) throws IOException {
        List<Path> files = new ArrayList<>();
        if (Files.isDirectory(folder)) {
            try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
                stream.forEach(files::add);
            }
        }
        return files;
    }

    private static long size(Path folder, Set<Path> before) throws IOException {
        long most = 0;
        for (Path file : files(folder)) {
            if (!before.contains(file)) {
                try {
                    most = Math.max(most, Files.size(file));
                } catch (IOException e) {
                    continue; // moved into the cache meanwhile
                }
            }
        }
        return most;
    }

    private static String lastLines(Path log) throws IOException {
        List<String> lines = Files.readString(log, StandardCharsets.UTF_8)
                .lines()
                .filter(line -> !line.isBlank())
                .toList();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size()));
    }

    /** Says in plain words what npm's error codes mean. */
    static InstallException failure(String log) {
        if (has(
                log,
                "ENOTFOUND",
                "EAI_AGAIN",
                "ECONNREFUSED",
                "ECONNRESET",
                "ETIMEDOUT",
                "ENETUNREACH",
                "EHOSTUNREACH",
                "ERR_SOCKET_TIMEOUT",
                "FETCH_ERROR")) {
            return new InstallException(
                    Cause.NO_NETWORK,
                    "The package registry cannot be reached. Check the network and the proxy, then try again.",
                    log,
                    null);
        }
        if (has(log, "ENOSPC")) {
            return new InstallException(
                    Cause.DISK_FULL, "There is no space left on the disk. Free some, then try again.", log, null);
        }
        if (has(log, "EINTEGRITY")) {
            return new InstallException(
                    Cause.INTEGRITY,
                    "What the registry sent is damaged, so it was not installed. Try again.",
                    log,
                    null);
        }
        if (has(log, "CERT", "SELF_SIGNED", "UNABLE_TO_VERIFY")) {
            return new InstallException(
                    Cause.NO_NETWORK,
                    "The registry's certificate is not trusted here. Ask an administrator for the company's certificate (NODE_EXTRA_CA_CERTS).",
                    log,
                    null);
        }
        if (has(log, "E401", "E403", "ENEEDAUTH")) {
            return new InstallException(
                    Cause.INSTALL_FAILED,
                    "The package registry refused SAC. Ask an administrator to check npm's login.",
                    log,
                    null);
        }
        if (has(log, "E404", "ETARGET", "ENOVERSIONS")) {
            return new InstallException(
                    Cause.INSTALL_FAILED,
                    "The package registry does not have this version. Ask an administrator to check the registry.",
                    log,
                    null);
        }
        return new InstallException(
                Cause.INSTALL_FAILED, "npm could not fetch the program. Try again; the details say why.", log, null);
    }

    private static boolean has(String log, String... codes) {
        return Stream.of(codes).anyMatch(log::contains);
    }
}
