package io.sac.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Bursts of what programs do in an output folder: new files, whole trees at once, other contents, deletions. */
final class OutputChanges {
    private final Path output;
    private final Random random;
    private final List<String> files = new ArrayList<>();

    OutputChanges(Path output, Random random) {
        this.output = output;
        this.random = random;
    }

    void burst(int number) throws IOException {
        Path folder = output.resolve("burst " + number);
        Path aside = output.resolveSibling("making " + number);
        Files.createDirectories(aside.resolve("deep/er"));
        for (int n = random.nextInt(4); n >= 0; n--) {
            write(aside.resolve("deep/er/" + n + ".bin"));
            files.add("burst " + number + "/deep/er/" + n + ".bin");
        }
        Files.move(aside, folder);
        for (int n = random.nextInt(4); n >= 0; n--) {
            write(folder.resolve("ü" + n));
            files.add("burst " + number + "/ü" + n);
        }
        String changed = files.get(random.nextInt(files.size()));
        write(output.resolve(changed));
        if (random.nextBoolean()) {
            String gone = files.remove(random.nextInt(files.size()));
            Files.delete(output.resolve(gone));
        }
        if (number % 9 == 0) {
            String old = "burst " + (number - 4);
            try (Stream<Path> tree = Files.walk(output.resolve(old))) {
                tree.sorted(Comparator.reverseOrder())
                        .forEach(path -> path.toFile().delete());
            }
            files.removeIf(file -> file.startsWith(old + "/"));
        }
    }

    /** What is in the folder: each path and the SHA-256 of its content. */
    Map<String, String> there() {
        Map<String, String> there = new TreeMap<>();
        try (Stream<Path> tree = Files.walk(output)) {
            for (Path file : tree.filter(Files::isRegularFile).toList()) {
                there.put(output.relativize(file).toString(), sha256(Files.readAllBytes(file)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return there;
    }

    private void write(Path file) throws IOException {
        byte[] content = new byte[random.nextInt(20_000)];
        random.nextBytes(content);
        Files.write(file, content);
    }

    private static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
