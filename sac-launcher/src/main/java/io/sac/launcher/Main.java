package io.sac.launcher;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** The launcher's command line: {@code run}, {@code stop}, {@code setup-link}, {@code migrate}, {@code
 * dev}. */
public final class Main {
    private static final int LEAST_JAVA = 25;

    private Main() {}

    public static void main(String[] args) {
        // Names of files and people are UTF-8 whatever the terminal's locale says.
        System.setOut(new PrintStream(System.out, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(System.err, true, StandardCharsets.UTF_8));
        System.exit(exitCode(args).number());
    }

    private static ExitCode exitCode(String[] args) {
        try {
            requireJava();
            String command = args.length == 0 ? "run" : args[0];
            Path project = Path.of(System.getProperty("sac.project", "")).toAbsolutePath();
            Launcher launcher = Launcher.of(System.getenv(), project);
            switch (List.of(args).size() > 1 ? "" : command) {
                case "run" -> launcher.run();
                case "migrate" -> launcher.migrate();
                case "setup-link" -> launcher.setupLink();
                case "stop" -> launcher.stop();
                case "dev" -> launcher.dev();
                default -> {
                    System.err.println("usage: sac [run | stop | setup-link | migrate | dev]");
                    return ExitCode.USAGE;
                }
            }
            return ExitCode.OK;
        } catch (LauncherException e) {
            System.err.println(e.getMessage());
            return e.exitCode();
        }
    }

    private static void requireJava() {
        int version = Runtime.version().feature();
        if (version < LEAST_JAVA) {
            throw new LauncherException(
                    ExitCode.ENVIRONMENT, "SAC needs Java %d or newer, this is %d.".formatted(LEAST_JAVA, version));
        }
    }
}
