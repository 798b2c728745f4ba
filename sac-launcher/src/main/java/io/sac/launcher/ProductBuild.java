package io.sac.launcher;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Builds the product of a checkout when its sources are not those of the last build. Comparing them takes tens of
 * milliseconds, asking Maven to find out takes tens of seconds.
 */
final class ProductBuild {
    /** The build writes it among the sources; before the first build it is not there. */
    private static final String GENERATED = "schema.d.ts";

    private static final Set<String> NOT_SOURCES = Set.of(
            "target",
            "node_modules",
            "dist",
            "test",
            "docs",
            "bench",
            "helm",
            "sac-testing",
            "sac-wiring",
            "sac-format");

    private final Path project;
    private final Path maven;

    ProductBuild(Path project, Path maven) {
        this.project = project;
        this.maven = maven;
    }

    void bringUpToDate(Product product) {
        try {
            Path stamp = project.resolve("sac-ear/target/product.sources");
            if (upToDate(product, stamp)) {
                return;
            }
            Files.createDirectories(project.resolve("target"));
            // Two SACs of one checkout may be started at the same moment.
            try (FileChannel channel = FileChannel.open(
                            project.resolve("target/build.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    var lock = channel.lock()) {
                if (lock.isValid() && !upToDate(product, stamp)) {
                    String sources = fingerprint();
                    removeStaleResources();
                    build();
                    Files.writeString(stamp, sources);
                }
            }
        } catch (IOException | UncheckedIOException e) {
            throw new LauncherException(ExitCode.BUILD, "SAC could not be built: " + e.getMessage(), e);
        }
    }

    private boolean upToDate(Product product, Path stamp) throws IOException {
        return product.complete()
                && Files.exists(stamp)
                && Files.readString(stamp).equals(fingerprint());
    }

    private void build() throws IOException {
        System.out.println("Building SAC; the first time this fetches its parts and takes some minutes …");
        Process process = new ProcessBuilder(List.of(
                        maven.toString(),
                        "-B",
                        "-q",
                        "-ntp",
                        "-Pquick",
                        "-Dmaven.test.skip",
                        "-pl",
                        "!:sac-format,!:sac-wiring",
                        "package"))
                .directory(project.toFile())
                .redirectInput(new java.io.File("/dev/null"))
                .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            if (process.waitFor() != 0) {
                throw new LauncherException(ExitCode.BUILD, "SAC could not be built; Maven says why above.");
            }
        } catch (InterruptedException e) {
            process.destroy();
            Thread.currentThread().interrupt();
            throw new LauncherException(ExitCode.FAILED, "interrupted", e);
        }
    }

    /** Liberty's dev mode at the terminal, until it is ended there. */
    void dev(Map<String, String> variables) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                        List.of(maven.toString(), "-ntp", "liberty:dev", "-pl", ":sac-ear", "-am", "-DskipTests"))
                .directory(project.toFile())
                .inheritIO();
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().putAll(variables);
        Processes.awaitEnd(builder.start().toHandle(), Duration.ofDays(365));
    }

    /** Maven never takes back a resource that it copied once; a migration that was renamed would be there twice. */
    private void removeStaleResources() throws IOException {
        try (DirectoryStream<Path> modules = Files.newDirectoryStream(project, "sac-*")) {
            for (Path module : modules) {
                Path classes = module.resolve("target/classes");
                if (Files.isDirectory(classes)) {
                    removeStale(classes, module.resolve("src/main/resources"));
                }
            }
        }
    }

    private static void removeStale(Path classes, Path resources) throws IOException {
        try (Stream<Path> copies = Files.walk(classes)) {
            for (Path copy : copies.filter(Files::isRegularFile).toList()) {
                String name = classes.relativize(copy).toString();
                if (!name.endsWith(".class") && !Files.exists(resources.resolve(name))) {
                    Files.delete(copy);
                }
            }
        }
    }

    /** One line that changes with the name or content of any file that the product is made of. */
    String fingerprint() throws IOException {
        List<Path> files = new ArrayList<>();
        Files.walkFileTree(project, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                String name = String.valueOf(folder.getFileName());
                boolean skipped = !folder.equals(project) && (name.startsWith(".") || NOT_SOURCES.contains(name));
                return skipped ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (attributes.isRegularFile() && !file.toString().endsWith(".md") && !file.endsWith(GENERATED)) {
                    files.add(file);
                }
                return FileVisitResult.CONTINUE;
            }
        });
        Collections.sort(files);
        MessageDigest digest = sha256();
        for (Path file : files) {
            digest.update(project.relativize(file).toString().getBytes(StandardCharsets.UTF_8));
            digest.update((byte) 0);
            digest.update(sha256().digest(Files.readAllBytes(file)));
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
