package io.sac.launcher;

import com.sun.security.auth.module.UnixSystem;
import io.sac.launcher.postgres.EmbeddedPostgres;
import io.sac.launcher.postgres.PostgresAccount;
import io.sac.launcher.postgres.PostgresFolder;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** SAC_HOME: the one folder with everything that belongs to this SAC. */
public record Home(Path root) {
    private static final long LEAST_SPACE = 256L << 20;

    /** Makes the folder and what every start needs in it, or says in a sentence why it cannot be used. */
    public void prepare(String version) {
        try {
            Files.createDirectories(root);
            refuseForeign();
            // As root another user runs PostgreSQL and must pass through; the folders inside are closed to it.
            Files.setPosixFilePermissions(
                    root, PosixFilePermissions.fromString(PostgresAccount.isRoot() ? "rwx--x--x" : "rwx------"));
            for (Path folder : List.of(keys(), logs(), agents(), objects(), server(), sidecars())) {
                Files.createDirectories(folder);
                Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
            }
            refuseFullDisk();
            refuseNewer(version);
            makeKeys();
            if (!Files.exists(installationIdFile())) {
                SecretFile.write(installationIdFile(), UUID.randomUUID() + "\n");
            }
        } catch (FileSystemException e) {
            throw new LauncherException(
                    ExitCode.HOME,
                    "SAC_HOME " + root + " cannot be used: " + reason(e) + " Choose another folder with SAC_HOME.",
                    e);
        } catch (IOException e) {
            throw new LauncherException(ExitCode.DISK, "SAC_HOME " + root + " cannot be used: " + e.getMessage(), e);
        }
    }

    /** Written once the schema is up to date: an older SAC must not start on it. */
    public void stamp(String version) throws IOException {
        SecretFile.write(root.resolve("version"), version + "\n");
    }

    public PostgresFolder postgres() {
        Path folder = root.resolve("postgres");
        return new PostgresFolder(
                folder,
                folder.resolve(EmbeddedPostgres.BINARIES),
                keys().resolve("database.properties"),
                logs().resolve("postgres.log"));
    }

    public Path keys() {
        return root.resolve("keys");
    }

    public Path keysFile() {
        return keys().resolve("keys.properties");
    }

    public Path logs() {
        return root.resolve("logs");
    }

    public Path agents() {
        return root.resolve("agents");
    }

    public Path objects() {
        return root.resolve("objects");
    }

    public Path server() {
        return root.resolve("server");
    }

    public Path sidecars() {
        return root.resolve("sidecar");
    }

    public Path setupLink() {
        return root.resolve("setup-link");
    }

    public Path internalPortFile() {
        return root.resolve("internal-port");
    }

    public Path serverMark() {
        return root.resolve("server.pid");
    }

    /** There while what the server has cached is known to be whole. */
    Path goodCaches() {
        return server().resolve("good-caches");
    }

    public Path launcherMark() {
        return root.resolve("launcher.pid");
    }

    public Path lockFile() {
        return root.resolve("launcher.lock");
    }

    public Path installationIdFile() {
        return root.resolve("installation-id");
    }

    public String installationId() throws IOException {
        return Files.readString(installationIdFile()).strip();
    }

    private void makeKeys() throws IOException {
        if (!Files.exists(keysFile())) {
            Map<String, String> keys = new LinkedHashMap<>();
            keys.put("current", "k1");
            byte[] key = Base64.getUrlDecoder().decode(SecretFile.random(32));
            keys.put("k1", Base64.getEncoder().encodeToString(key));
            SecretFile.write(keysFile(), keys);
        }
    }

    private void refuseForeign() throws IOException {
        // By number: in a container the user may have no name.
        long me = new UnixSystem().getUid();
        int owner = (Integer) Files.getAttribute(root, "unix:uid");
        if (owner != me && me != 0) {
            throw new LauncherException(
                    ExitCode.HOME,
                    "SAC_HOME %s belongs to %s, not to %s; start SAC as its owner or choose another folder with SAC_HOME."
                            .formatted(root, Files.getOwner(root).getName(), new UnixSystem().getUsername()));
        }
    }

    boolean diskIsFull() throws IOException {
        return usableSpace() < LEAST_SPACE;
    }

    private long usableSpace() throws IOException {
        return Files.getFileStore(root).getUsableSpace();
    }

    private void refuseFullDisk() throws IOException {
        long usable = usableSpace();
        if (usable < LEAST_SPACE) {
            throw new LauncherException(
                    ExitCode.DISK,
                    "The disk of SAC_HOME %s is full: %d MiB are free, SAC needs at least %d MiB to start."
                            .formatted(root, usable >> 20, LEAST_SPACE >> 20));
        }
    }

    private void refuseNewer(String version) throws IOException {
        Path stamp = root.resolve("version");
        if (!Files.exists(stamp)) {
            return;
        }
        String last = Files.readString(stamp).strip();
        if (Arrays.compare(numbers(last), numbers(version)) > 0) {
            throw new LauncherException(
                    ExitCode.HOME,
                    "SAC_HOME %s was last used by SAC %s; this is the older SAC %s and would not understand its data."
                            .formatted(root, last, version));
        }
    }

    private static int[] numbers(String version) {
        List<Integer> numbers = new ArrayList<>();
        for (String part : version.split("-", 2)[0].split("\\.", -1)) {
            numbers.add(part.matches("\\d{1,9}") ? Integer.parseInt(part) : 0);
        }
        return numbers.stream().mapToInt(Integer::intValue).toArray();
    }

    private static String reason(FileSystemException e) {
        return switch (e) {
            case java.nio.file.AccessDeniedException denied -> "there is no permission for " + denied.getFile() + ".";
            case java.nio.file.FileAlreadyExistsException exists -> exists.getFile() + " is not a folder.";
            default -> e.getMessage() + ".";
        };
    }
}
