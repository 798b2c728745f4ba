package io.sac.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Run by the build: writes for {@code ./sac} which Java the build chose and the class path it gave. */
public final class LaunchFile {
    private LaunchFile() {}

    public static void main(String[] args) throws IOException {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        Files.writeString(Path.of(args[0]), java + "\n" + System.getProperty("java.class.path") + "\n");
    }
}
