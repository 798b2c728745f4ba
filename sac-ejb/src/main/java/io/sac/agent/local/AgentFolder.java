package io.sac.agent.local;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The folder of one agent on this machine, readable by the server's user alone. */
record AgentFolder(Path root) {
    private static final FileAttribute<Set<PosixFilePermission>> PRIVATE_FOLDER =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    private static final FileAttribute<Set<PosixFilePermission>> PRIVATE_FILE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    Path home() {
        return root.resolve("home");
    }

    Path workspace() {
        return root.resolve("workspace");
    }

    Path output() {
        return workspace().resolve("output");
    }

    Path state() {
        return root.resolve("sidecar");
    }

    Path config() {
        return root.resolve("sidecar.json");
    }

    Path tokens() {
        return root.resolve("tokens");
    }

    /** The script that the program calls to say what it does. */
    Path hook() {
        return root.resolve("hook.sh");
    }

    Path runFile() {
        return root.resolve("sidecar.run.json");
    }

    Path log() {
        return root.resolve("sidecar.log");
    }

    void create() throws IOException {
        createPrivate(root);
        createPrivate(home());
        createPrivate(state());
        createPrivate(workspace());
        createPrivate(output());
    }

    static void createPrivate(Path folder) throws IOException {
        Files.createDirectories(folder.getParent());
        if (!Files.isDirectory(folder)) {
            Files.createDirectory(folder, PRIVATE_FOLDER);
        }
    }

    /** Writes a file that nobody else can read, whole or not at all. */
    static void writePrivate(Path file, String content) throws IOException {
        Path folder = file.getParent();
        Files.createDirectories(folder, PRIVATE_FOLDER);
        Path beside = Files.createTempFile(folder, ".new-", null, PRIVATE_FILE);
        try {
            Files.writeString(beside, content, StandardCharsets.UTF_8);
            Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(beside);
        }
    }

    static @Nullable String readIfThere(Path file) throws IOException {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    /** Keeps one old log beside the new one. */
    void rotateLog(long limit) throws IOException {
        if (Files.exists(log()) && Files.size(log()) > limit) {
            Files.move(log(), root.resolve("sidecar.log.1"), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** Removes everything, following no link; folders that a program made read-only are opened first. */
    void remove() throws IOException {
        if (!Files.exists(root, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
                if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
                    open(file);
                    Files.walkFileTree(file, this);
                    return FileVisitResult.CONTINUE;
                }
                delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure) throws IOException {
                delete(folder);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private static void delete(Path path) throws IOException {
        try {
            Files.deleteIfExists(path);
        } catch (java.nio.file.AccessDeniedException e) {
            open(Objects.requireNonNull(path.getParent()));
            Files.deleteIfExists(path);
        }
    }

    private static void open(Path folder) throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    }
}
