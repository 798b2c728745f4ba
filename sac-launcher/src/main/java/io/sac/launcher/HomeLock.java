package io.sac.launcher;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** One launcher per SAC_HOME: a lock of the operating system, kept until the process ends however it ends. */
final class HomeLock {
    private static final Duration PATIENCE = Duration.ofSeconds(4);
    private static final Duration PATIENCE_WHILE_STOPPING = Duration.ofSeconds(90);

    private final FileChannel channel;

    private HomeLock(FileChannel channel) {
        this.channel = channel;
    }

    /** Takes the lock; the launcher before may still be stopping, then this waits for it. */
    static HomeLock take(Home home) {
        try {
            FileChannel channel =
                    FileChannel.open(home.lockFile(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            long start = System.nanoTime();
            while (true) {
                @Nullable FileLock lock = channel.tryLock();
                if (lock != null) {
                    return new HomeLock(channel);
                }
                Duration waited = Duration.ofNanos(System.nanoTime() - start);
                Duration patience = stopping(home.lockFile()) ? PATIENCE_WHILE_STOPPING : PATIENCE;
                if (waited.compareTo(patience) > 0) {
                    channel.close();
                    throw new LauncherException(
                            ExitCode.RUNNING_ALREADY,
                            "Another SAC already runs in SAC_HOME " + home.root()
                                    + "; stop it first, or give this one another SAC_HOME and API_GATEWAY_PORT.");
                }
                Thread.sleep(100);
            }
        } catch (IOException e) {
            throw new LauncherException(
                    ExitCode.HOME, "SAC_HOME " + home.root() + " cannot be locked: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LauncherException(ExitCode.FAILED, "interrupted", e);
        }
    }

    /** Tells the next launcher that waiting is worth it. */
    void announceStopping() {
        try {
            channel.write(java.nio.ByteBuffer.wrap(new byte[] {'s'}), 0);
        } catch (IOException e) {
            // The next one is only less patient.
        }
    }

    private static boolean stopping(Path file) throws IOException {
        return java.nio.file.Files.size(file) > 0;
    }

    void begin() throws IOException {
        channel.truncate(0);
    }
}
