package io.sac.harness;

import io.sac.harness.HarnessDescriptor.NpmPackage;
import io.sac.harness.InstallException.Cause;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Installs pinned packages into {@code <folder>/<harness>/<version>-<platform>}. A package is fetched and unpacked in a
 * folder beside and renamed into place only when its hash was right, so whatever is in place is whole, whenever
 * somebody pulled the plug. Threads and processes that want the same package wait for one of them.
 */
final class ProgramInstaller {
    private static final Logger LOG = LoggerFactory.getLogger(ProgramInstaller.class);
    private static final String STAGING = ".staging-";
    private static final int FETCH_PERCENT = 85;
    /** Packages unpack to two to three times their size; all of it is there at once for a moment. */
    private static final long SPACE_FACTOR = 4;

    private final Path folder;
    private final PackageSource source;
    private final Map<Path, Running> running = new ConcurrentHashMap<>();

    ProgramInstaller(Path folder, PackageSource source) {
        this.folder = folder;
        this.source = source;
    }

    private static final class Running {
        private final ReentrantLock lock = new ReentrantLock();
        private volatile @Nullable Integer percent;
    }

    Path place(String harness, String version, String platform) {
        return folder.resolve(harness).resolve(version + "-" + platform);
    }

    /** Installs the package unless it is there, and returns its folder. */
    Path install(String harness, String version, String platform, NpmPackage wanted, InstallProgress progress)
            throws InstallException {
        Path place = place(harness, version, platform);
        if (Files.isExecutable(place.resolve(wanted.program()))) {
            return place;
        }
        Running run = running.computeIfAbsent(place, path -> new Running());
        try {
            while (!run.lock.tryLock(300, TimeUnit.MILLISECONDS)) {
                checkWanted(progress);
                progress.at(run.percent, "Installing");
            }
            try {
                return locked(place, wanted, version, progress, run);
            } finally {
                run.percent = null;
                run.lock.unlock();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw InstallException.cancelled();
        } catch (IOException e) {
            throw explained(e);
        }
    }

    private Path locked(Path place, NpmPackage wanted, String version, InstallProgress progress, Running run)
            throws IOException, InstallException, InterruptedException {
        Path parent = Objects.requireNonNull(place.getParent());
        Files.createDirectories(parent);
        try (FileChannel channel =
                        FileChannel.open(parent.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = lock(channel, progress)) {
            if (Files.isExecutable(place.resolve(wanted.program()))) {
                return place;
            }
            LOG.debug("installing under {}", lock);
            removeLeftovers(parent);
            Path staging = Files.createTempDirectory(parent, STAGING);
            try {
                stage(staging, wanted, version, progress, run);
                if (Files.exists(place)) {
                    Files.move(place, parent.resolve(STAGING + "old-" + System.nanoTime()));
                }
                Files.move(staging.resolve("content"), place, StandardCopyOption.ATOMIC_MOVE);
                LOG.info("{} {} is installed", wanted.packageName(), version);
                return place;
            } finally {
                remove(staging);
                removeLeftovers(parent);
            }
        }
    }

    private static FileLock lock(FileChannel channel, InstallProgress progress)
            throws IOException, InstallException, InterruptedException {
        while (true) {
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return lock;
            }
            checkWanted(progress);
            progress.at(null, "Another SAC process is installing");
            TimeUnit.MILLISECONDS.sleep(300);
        }
    }

    private void stage(Path staging, NpmPackage wanted, String version, InstallProgress progress, Running run)
            throws IOException, InstallException {
        Long size = wanted.bytes();
        if (size != null && Files.getFileStore(staging).getUsableSpace() < size * SPACE_FACTOR) {
            throw diskFull(null);
        }
        report(progress, run, size == null ? null : 0, "Downloading");
        Path download = Files.createDirectory(staging.resolve("download"));
        Path archive = source.fetch(wanted, version, download, soFar -> {
            checkWanted(progress);
            report(progress, run, percent(soFar, size, 0, FETCH_PERCENT), "Downloading");
        });
        report(progress, run, FETCH_PERCENT, "Checking");
        if (!integrity(archive).equals(wanted.integrity())) {
            throw new InstallException(
                    Cause.INTEGRITY,
                    "What the registry sent is not the version that SAC knows, so it was not installed. Try again; if it stays so, ask an administrator to check the registry.");
        }
        long unpackedSize = Files.size(archive) * 5 / 2;
        Path content = Files.createDirectory(staging.resolve("content"));
        PackageArchive.unpack(archive, content, soFar -> {
            checkWanted(progress);
            report(progress, run, percent(soFar, unpackedSize, FETCH_PERCENT, 99), "Unpacking");
        });
        if (!Files.isExecutable(content.resolve(wanted.program()))) {
            throw new InstallException(Cause.INSTALL_FAILED, "The package does not hold its program.");
        }
    }

    private static @Nullable Integer percent(long soFar, @Nullable Long all, int from, int to) {
        return all == null || all <= 0 ? null : (int) (from + Math.min(to - from, soFar * (to - from) / all));
    }

    private static void report(InstallProgress progress, Running run, @Nullable Integer percent, String message) {
        run.percent = percent;
        progress.at(percent, message);
    }

    private static void checkWanted(InstallProgress progress) throws InstallException {
        if (progress.cancelled()) {
            throw InstallException.cancelled();
        }
    }

    private static String integrity(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-512");
            byte[] buffer = new byte[1 << 16];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
            }
            return "sha512-" + Base64.getEncoder().encodeToString(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-512", e);
        }
    }

    /** What an earlier life of this server left half done. Only whoever holds the lock may call it. */
    private static void removeLeftovers(Path parent) throws IOException {
        try (Stream<Path> entries = Files.list(parent)) {
            entries.filter(entry -> entry.getFileName().toString().startsWith(STAGING))
                    .forEach(ProgramInstaller::remove);
        }
    }

    private static void remove(Path tree) {
        if (!Files.exists(tree)) {
            return;
        }
        try (Stream<Path> paths = Files.walk(tree)) {
            paths.sorted(Comparator.reverseOrder()).forEach(path -> {
                try {
                    Files.deleteIfExists(path);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (IOException | UncheckedIOException e) {
            LOG.warn("{} is left over and will be removed later", tree, e);
        }
    }

    private static InstallException explained(IOException e) {
        if (isDiskFull(e)) {
            return diskFull(e);
        }
        if (e instanceof java.nio.file.AccessDeniedException) {
            return new InstallException(
                    Cause.INSTALL_FAILED,
                    "SAC may not write to its own folder. Ask an administrator to check its permissions.",
                    e.getMessage(),
                    e);
        }
        return new InstallException(
                Cause.INSTALL_FAILED,
                "The program could not be put in place. Try again; the details say why.",
                String.valueOf(e.getMessage()),
                e);
    }

    private static InstallException diskFull(@Nullable Throwable cause) {
        return new InstallException(
                Cause.DISK_FULL,
                "There is not enough space on the disk to install the program. Free some, then try again.",
                null,
                cause);
    }

    static boolean isDiskFull(IOException e) {
        String text = Objects.requireNonNullElse(
                        e instanceof FileSystemException file && file.getReason() != null
                                ? file.getReason()
                                : e.getMessage(),
                        "")
                .toLowerCase(Locale.ROOT);
        return text.contains("no space left")
                || text.contains("disk quota exceeded")
                || text.contains("file too large");
    }
}
