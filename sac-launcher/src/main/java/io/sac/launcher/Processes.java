package io.sac.launcher;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;

/** Finds processes, and ends them: first by asking, then by force, with everything they started. */
public final class Processes {
    private Processes() {}

    /** Asks the process to end, gives it so long, then ends it and what is left of its children. */
    static void end(ProcessHandle process, Duration grace) {
        List<ProcessHandle> children = process.descendants().toList();
        process.destroy();
        if (!awaitEnd(process, grace)) {
            process.destroyForcibly();
            awaitEnd(process, Duration.ofSeconds(5));
        }
        children.stream().filter(ProcessHandle::isAlive).forEach(ProcessHandle::destroyForcibly);
    }

    /**
     * Asks the process to end, then ends it and those of its children that share its session. Agents are children of
     * the server that started them, in sessions of their own: they live on.
     *
     * @return whether it lived and ended as it was asked to
     */
    static boolean endWithoutAgents(ProcessHandle process, Duration grace) {
        boolean lived = process.isAlive();
        Optional<String> session = session(process);
        List<ProcessHandle> children = process.descendants()
                .filter(child -> session.isPresent() && session(child).equals(session))
                .toList();
        process.destroy();
        boolean asAsked = awaitEnd(process, grace);
        if (!asAsked) {
            process.destroyForcibly();
            awaitEnd(process, Duration.ofSeconds(5));
        }
        children.stream().filter(ProcessHandle::isAlive).forEach(ProcessHandle::destroyForcibly);
        return lived && asAsked;
    }

    /** The session of a process, where the system tells it. */
    private static Optional<String> session(ProcessHandle process) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat"));
            return Optional.of(stat.substring(stat.lastIndexOf(')') + 2).split(" ", 5)[3]);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** The processes that were started with this variable; none where the system does not tell. */
    static List<ProcessHandle> withVariable(String variable) {
        return with("environ", words -> words.contains(variable));
    }

    /** The processes with this last argument; none where the system does not tell. */
    static List<ProcessHandle> withLastArgument(String argument) {
        return with("cmdline", words -> words.getLast().equals(argument));
    }

    /** The processes with an argument that begins like this; none where the system does not tell. */
    static List<ProcessHandle> withArgument(String beginning) {
        return with("cmdline", words -> words.stream().anyMatch(word -> word.startsWith(beginning)));
    }

    private static List<ProcessHandle> with(String file, Predicate<List<String>> wanted) {
        long own = ProcessHandle.current().pid();
        return ProcessHandle.allProcesses()
                .filter(process -> process.pid() != own && wanted.test(words(process, file)))
                .toList();
    }

    /** Reads words that end with NUL; there is none where the file is not ours to read. */
    private static List<String> words(ProcessHandle process, String file) {
        try {
            Path path = Path.of("/proc", Long.toString(process.pid()), file);
            return List.of(new String(Files.readAllBytes(path), StandardCharsets.UTF_8).split("\0"));
        } catch (IOException e) {
            return List.of("");
        }
    }

    /** Waits so long for the process to end; says whether it has. */
    public static boolean awaitEnd(ProcessHandle process, Duration limit) {
        try {
            process.onExit().get(limit.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            return !process.isAlive();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return !process.isAlive();
        }
    }
}
