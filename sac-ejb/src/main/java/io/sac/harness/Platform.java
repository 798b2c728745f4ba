package io.sac.harness;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** This machine, in the words of npm packages: {@code linux-x64}, {@code darwin-arm64}, {@code linux-x64-musl}. */
final class Platform {
    private Platform() {}

    static String current() {
        return name(System.getProperty("os.name", ""), System.getProperty("os.arch", ""), isMusl(Path.of("/lib")));
    }

    static String name(String system, String processor, boolean musl) {
        String os = system.toLowerCase(Locale.ROOT);
        String base = os.startsWith("mac") ? "darwin" : os.startsWith("windows") ? "win32" : "linux";
        String arch = switch (processor.toLowerCase(Locale.ROOT)) {
            case "amd64", "x86_64" -> "x64";
            case "aarch64", "arm64" -> "arm64";
            default -> processor;
        };
        return base + "-" + arch + (base.equals("linux") && musl ? "-musl" : "");
    }

    /** Alpine and its kin have musl's loader and not glibc's. */
    private static boolean isMusl(Path lib) {
        try (DirectoryStream<Path> loaders = Files.newDirectoryStream(lib, "ld-musl-*")) {
            return loaders.iterator().hasNext() && !Files.exists(Path.of("/lib64/ld-linux-x86-64.so.2"));
        } catch (IOException e) {
            return false;
        }
    }
}
