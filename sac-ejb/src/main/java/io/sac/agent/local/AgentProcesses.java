package io.sac.agent.local;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/** Finds and ends the processes of agents among all of this machine, by what only they can have. */
final class AgentProcesses {
    private static final Path PROC = Path.of("/proc");
    /** The start time of a process is known to the second, more or less. */
    private static final Duration SAME_START = Duration.ofSeconds(2);

    private AgentProcesses() {}

    /** The process with this number, if it is still the one that started then. */
    static Optional<ProcessHandle> find(long pid, Instant startedAt) {
        return ProcessHandle.of(pid)
                .filter(AgentProcesses::isAlive)
                .filter(process -> process.info()
                        .startInstant()
                        .filter(start ->
                                Duration.between(start, startedAt).abs().compareTo(SAME_START) <= 0)
                        .isPresent());
    }

    /** The process whose last argument is this file: a sidecar started for it, whether it has said so yet or not. */
    static Optional<ProcessHandle> startedWith(Path config) {
        String wanted = config.toString();
        return ProcessHandle.allProcesses()
                .filter(process -> lastArgument(process).filter(wanted::equals).isPresent())
                .filter(AgentProcesses::isAlive)
                .findFirst();
    }

    private static Optional<String> lastArgument(ProcessHandle process) {
        Path file = PROC.resolve(Long.toString(process.pid())).resolve("cmdline");
        if (!Files.exists(PROC)) {
            return process.info().arguments().filter(all -> all.length > 0).map(all -> all[all.length - 1]);
        }
        return read(file).filter(parts -> parts.size() > 1).map(List::getLast);
    }

    /** Programs of the agent that its dead sidecar left behind: they have its home, which no other program has. */
    static List<ProcessHandle> withHome(Path home) {
        String wanted = "HOME=" + home;
        return ProcessHandle.allProcesses()
                .filter(process -> process.pid() != ProcessHandle.current().pid())
                .filter(process -> read(PROC.resolve(Long.toString(process.pid()))
                                .resolve("environ"))
                        .filter(variables -> variables.contains(wanted))
                        .isPresent())
                .toList();
    }

    /** A file of words that end with NUL; empty when it is not ours to read. */
    private static Optional<List<String>> read(Path file) {
        try {
            String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
            return Optional.of(Arrays.asList(text.split("\0")));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Whether it runs; one that has ended and that its parent has not looked at yet does not. */
    static boolean isAlive(ProcessHandle process) {
        if (!process.isAlive()) {
            return false;
        }
        try {
            String stat =
                    Files.readString(PROC.resolve(Long.toString(process.pid())).resolve("stat"));
            int state = stat.lastIndexOf(')') + 2;
            return state >= stat.length() || (stat.charAt(state) != 'Z' && stat.charAt(state) != 'X');
        } catch (IOException e) {
            return !Files.exists(PROC) && process.isAlive();
        }
    }

    /** Whether the process ended within the time. */
    static boolean awaitEnd(ProcessHandle process, Duration time) {
        long deadline = System.nanoTime() + time.toNanos();
        while (isAlive(process)) {
            if (System.nanoTime() - deadline > 0) {
                return false;
            }
            LockSupport.parkNanos(10_000_000);
            if (Thread.currentThread().isInterrupted()) {
                return false;
            }
        }
        return true;
    }

    /**
     * Ends a sidecar and everything under it by force. The sidecar adopts orphans of its tree, so it goes last, when
     * nothing is left that could have had children meanwhile.
     */
    static void endTree(ProcessHandle root) {
        for (int round = 0; round < 50; round++) {
            List<ProcessHandle> below =
                    root.descendants().filter(AgentProcesses::isAlive).toList();
            if (below.isEmpty()) {
                break;
            }
            endAll(below);
        }
        endAll(List.of(root));
    }

    /** Ends what has this home, until nothing has it. */
    static void endStrays(Path home) {
        for (int round = 0; round < 10; round++) {
            Set<ProcessHandle> strays = new LinkedHashSet<>(withHome(home));
            new ArrayList<>(strays).stream().flatMap(ProcessHandle::descendants).forEach(strays::add);
            if (strays.isEmpty()) {
                return;
            }
            endAll(strays);
        }
    }

    private static void endAll(Iterable<ProcessHandle> processes) {
        processes.forEach(ProcessHandle::destroyForcibly);
        for (ProcessHandle process : processes) {
            awaitEnd(process, Duration.ofSeconds(2));
        }
    }
}
