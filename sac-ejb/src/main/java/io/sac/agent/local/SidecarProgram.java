package io.sac.agent.local;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sidecar's program, copied into a folder named by its hash: a rebuild or an upgrade makes another folder and takes
 * nothing away from the sidecars that run.
 */
final class SidecarProgram {
    private static final Logger LOG = LoggerFactory.getLogger(SidecarProgram.class);
    private static final String OPTIONS = "io/sac/sidecar/jvm.options";
    private static final String HOOK = "io/sac/sidecar/hook.sh";
    private static final String MAIN = "io.sac.sidecar.Main";
    private static final String CACHE = "sac.aot";

    private final Path folder;
    private final List<Path> jars;
    private final List<String> options;
    private final String hook;

    private SidecarProgram(Path folder, List<Path> jars, String options, String hook) {
        this.folder = folder;
        this.jars = jars;
        this.options = options.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .toList();
        this.hook = hook;
    }

    /** Copies the program from where it was built, unless it is a copy (the launcher makes one) or is there already. */
    static synchronized SidecarProgram install(Path from, Path into) throws IOException {
        if (into.equals(from.getParent())) {
            return of(from);
        }
        List<Path> files = files(from);
        Path folder = into.resolve(hash(files));
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(into);
            Path beside = Files.createTempDirectory(into, ".new-");
            try {
                for (Path file : files) {
                    Files.copy(file, beside.resolve(file.getFileName()), StandardCopyOption.COPY_ATTRIBUTES);
                }
                Files.setPosixFilePermissions(beside, PosixFilePermissions.fromString("rwxr-xr-x"));
                Files.move(beside, folder, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                removeFlat(beside);
            }
        }
        return of(folder);
    }

    private static SidecarProgram of(Path folder) throws IOException {
        List<Path> jars = files(folder);
        return new SidecarProgram(folder, jars, resource(jars, OPTIONS), resource(jars, HOOK));
    }

    /** Where the program runs from. */
    Path folder() {
        return folder;
    }

    /** The script that a CLI calls to say what it does. */
    String hook() {
        return hook;
    }

    /** The command that starts a sidecar with this configuration. */
    List<String> command(Path config) {
        List<String> command = java();
        if (Files.exists(folder.resolve(CACHE))) {
            command.add("-XX:AOTCache=" + folder.resolve(CACHE));
        }
        command.addAll(List.of("-cp", classPath(), MAIN, config.toString()));
        return command;
    }

    /** Lets Java learn once how the program starts, so that it starts faster and smaller from then on. */
    void train() throws IOException {
        Path cache = folder.resolve(CACHE);
        Path beside = folder.resolve(CACHE + ".new");
        if (Files.exists(cache)) {
            return;
        }
        List<String> command = java();
        command.addAll(List.of("-XX:AOTCacheOutput=" + beside, "-cp", classPath(), MAIN, "train"));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("train.log").toFile());
        clean(builder);
        Process process = builder.start();
        try {
            if (process.waitFor(2, TimeUnit.MINUTES) && process.exitValue() == 0 && Files.exists(beside)) {
                Files.move(beside, cache, StandardCopyOption.ATOMIC_MOVE);
                LOG.info("the sidecar's start was learnt");
            } else {
                LOG.info("the sidecar's start could not be learnt; it goes on without");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            process.destroyForcibly();
            Files.deleteIfExists(beside);
        }
    }

    /** Nothing of this server's environment reaches a sidecar but the path: it holds secrets. */
    static void clean(ProcessBuilder builder) {
        builder.environment().keySet().removeIf(name -> !name.equals("PATH"));
        builder.environment().put("LANG", "C.UTF-8");
    }

    private List<String> java() {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        return command;
    }

    private String classPath() {
        return jars.stream().map(Path::toString).collect(Collectors.joining(java.io.File.pathSeparator));
    }

    private static String resource(List<Path> jars, String name) throws IOException {
        for (Path jar : jars) {
            try (ZipFile zip = new ZipFile(jar.toFile())) {
                var entry = zip.getEntry(name);
                if (entry != null) {
                    try (InputStream in = zip.getInputStream(entry)) {
                        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
                    }
                }
            }
        }
        return "";
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(Files::isRegularFile)
                    .filter(file -> file.toString().endsWith(".jar"))
                    .sorted()
                    .toList();
        }
    }

    private static String hash(List<Path> files) throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (Path file : files) {
                digest.update(file.getFileName().toString().getBytes(StandardCharsets.UTF_8));
                digest.update((byte) 0);
                try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
                    in.transferTo(java.io.OutputStream.nullOutputStream());
                }
            }
            return HexFormat.of().formatHex(digest.digest(), 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static void removeFlat(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            for (Path file : files(folder)) {
                Files.deleteIfExists(file);
            }
            Files.deleteIfExists(folder);
        }
    }
}
