package io.sac.launcher.postgres;

import io.sac.launcher.ExitCode;
import io.sac.launcher.LauncherException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/** The programs of PostgreSQL, unpacked once from the jar that brings them for this system. */
public record PostgresBinaries(Path folder) {

    /** Unpacks into the folder, unless a former start did; the folder appears complete or not at all. */
    public static PostgresBinaries unpack(Path folder) {
        if (Files.isExecutable(folder.resolve("bin/postgres"))) {
            return new PostgresBinaries(folder);
        }
        String archive = archiveName();
        try (InputStream packed = PostgresBinaries.class.getResourceAsStream("/" + archive)) {
            if (packed == null) {
                throw new LauncherException(
                        ExitCode.ENVIRONMENT,
                        "No embedded PostgreSQL for this system (" + archive
                                + "); name a PostgreSQL 17 of your own with DB_HOST, DB_USER and DB_PASSWORD.");
            }
            Path parent = folder.toAbsolutePath().getParent();
            Files.createDirectories(parent);
            Path unpacking = Files.createTempDirectory(parent, ".unpacking-");
            try (var tar = new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(packed, 1 << 16)))) {
                for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                    write(unpacking, entry, tar);
                }
                Files.setPosixFilePermissions(unpacking, PosixFilePermissions.fromString("rwxr-xr-x"));
                Files.move(unpacking, folder);
            } finally {
                deleteTree(unpacking);
            }
        } catch (IOException e) {
            if (!Files.isExecutable(folder.resolve("bin/postgres"))) {
                throw new LauncherException(
                        ExitCode.DISK, "PostgreSQL could not be unpacked into " + folder + ": " + e.getMessage(), e);
            }
        }
        return new PostgresBinaries(folder);
    }

    public String program(String name) {
        return folder.resolve("bin").resolve(name).toString();
    }

    private static void write(Path root, TarArchiveEntry entry, InputStream content) throws IOException {
        Path target = root.resolve(entry.getName()).normalize();
        if (!target.startsWith(root)) {
            throw new IOException("entry outside the archive: " + entry.getName());
        }
        if (entry.isDirectory()) {
            Files.createDirectories(target);
        } else if (entry.isSymbolicLink()) {
            Files.createDirectories(target.getParent());
            Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
            return;
        } else {
            Files.createDirectories(target.getParent());
            Files.copy(content, target);
        }
        // Explicitly, whatever the umask: another user may have to run them.
        boolean executable = entry.isDirectory() || (entry.getMode() & 0100) != 0;
        Files.setPosixFilePermissions(target, PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
    }

    static void deleteTree(Path root) throws IOException {
        if (!Files.exists(root)) {
            return;
        }
        try (Stream<Path> tree = Files.walk(root)) {
            for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }

    private static String archiveName() {
        String os = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        String machine = System.getProperty("os.arch", "");
        return "postgres-%s-%s.txz"
                .formatted(
                        os.contains("mac") ? "darwin" : "linux",
                        machine.equals("aarch64") || machine.equals("arm64") ? "arm_64" : "x86_64");
    }
}
