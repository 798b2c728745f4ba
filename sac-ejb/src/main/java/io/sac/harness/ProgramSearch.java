package io.sac.harness;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Finds programs of the machine by name, as a shell would. */
public final class ProgramSearch {
    private static final String USUAL = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    private ProgramSearch() {}

    /** The machine's search path, as this server inherited it. */
    public static String path() {
        String path = new ProcessBuilder().environment().get("PATH");
        return path == null || path.isBlank() ? USUAL : path;
    }

    public static Optional<Path> find(String name) {
        return find(name, path());
    }

    static Optional<Path> find(String name, String path) {
        return List.of(path.split(Pattern.quote(File.pathSeparator))).stream()
                .filter(folder -> folder.startsWith("/"))
                .map(folder -> Path.of(folder, name))
                .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
                .findFirst();
    }
}
