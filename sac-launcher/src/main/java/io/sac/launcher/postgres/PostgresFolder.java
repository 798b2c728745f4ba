package io.sac.launcher.postgres;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/**
 * Where one PostgreSQL lives.
 *
 * @param root its folder: data, port, a place for passing files
 * @param binaries its programs; several may share them
 * @param credentials the file with its passwords
 * @param log what it prints
 */
public record PostgresFolder(Path root, Path binaries, Path credentials, Path log) {
    private static final long LOG_LIMIT = 10L << 20;
    private static final int TAIL = 4096;

    public Path data() {
        return root.resolve("data");
    }

    Path temporary() {
        return root.resolve("tmp");
    }

    Path portFile() {
        return root.resolve("port");
    }

    void create() throws IOException {
        Files.createDirectories(root);
        for (Path own : List.of(data(), temporary())) {
            if (!Files.exists(own)) {
                Files.createDirectory(
                        own, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
        }
        if (PostgresAccount.isRoot()) {
            // Another user must pass through; what is inside has its own permissions.
            Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        Files.createDirectories(log.toAbsolutePath().getParent());
    }

    void rotateLog() throws IOException {
        if (Files.exists(log) && Files.size(log) > LOG_LIMIT) {
            Files.move(log, log.resolveSibling(log.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    String lastLogLines() throws IOException {
        if (!Files.exists(log)) {
            return "";
        }
        try (var channel = Files.newByteChannel(log)) {
            channel.position(Math.max(0, channel.size() - TAIL));
            var buffer = java.nio.ByteBuffer.allocate(TAIL);
            while (buffer.hasRemaining() && channel.read(buffer) >= 0) {
                // until the end of the file
            }
            return new String(buffer.array(), 0, buffer.position(), StandardCharsets.UTF_8);
        }
    }
}
