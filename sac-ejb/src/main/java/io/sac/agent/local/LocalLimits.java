package io.sac.agent.local;

import io.sac.harness.ProgramSearch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Memory and process limits by a cgroup of the user's service manager, where there is one. There is no sound other way
 * here: address-space limits break runtimes that compile just in time, and process limits count per user.
 */
final class LocalLimits {
    private final List<String> prefix;

    private LocalLimits(List<String> prefix) {
        this.prefix = prefix;
    }

    /** Tries once whether this machine can limit. */
    static LocalLimits probe(long memoryBytes, int processes) {
        Optional<Path> systemd = ProgramSearch.find("systemd-run");
        if (systemd.isEmpty() || !new ProcessBuilder().environment().containsKey("XDG_RUNTIME_DIR")) {
            return new LocalLimits(List.of());
        }
        List<String> command = List.of(
                systemd.get().toString(),
                "--user",
                "--scope",
                "--quiet",
                "--collect",
                "--property=MemoryMax=" + memoryBytes,
                "--property=MemorySwapMax=0",
                "--property=TasksMax=" + processes,
                "--");
        List<String> trial = new ArrayList<>(command);
        trial.add("true");
        return new LocalLimits(succeeds(trial) ? command : List.of());
    }

    private static boolean succeeds(List<String> command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try {
                return process.waitFor(5, TimeUnit.SECONDS) && process.exitValue() == 0;
            } finally {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    boolean areReal() {
        return !prefix.isEmpty();
    }

    /** Variables without which the service manager is not found. */
    List<String> neededVariables() {
        return areReal() ? List.of("XDG_RUNTIME_DIR", "DBUS_SESSION_BUS_ADDRESS") : List.of();
    }

    /** The command under the limits. */
    List<String> around(List<String> command) {
        List<String> limited = new ArrayList<>(prefix);
        limited.addAll(command);
        return limited;
    }
}
