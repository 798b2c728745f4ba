package io.sac.sidecar.process;

import io.sac.sidecar.posix.Processes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The processes that an agent's program started, however deep and whatever they did to leave it: by parent, by session,
 * and, for what was orphaned and came to the sidecar, by a variable in its environment.
 */
public final class ProcessTree {
    private static final Path PROC = Path.of("/proc");
    private static final Duration GRACE = Duration.ofSeconds(2);

    private final AgentCgroup cgroup;
    private final int self = (int) ProcessHandle.current().pid();

    /** A tree whose new roots are put into the control group, if there is one. */
    public ProcessTree(AgentCgroup cgroup) {
        this.cgroup = cgroup;
    }

    private record Row(int pid, int parent, int session, boolean zombie) {}

    /** Applies the agent's limits to a program that was just started. */
    public void limit(int pid) {
        cgroup.add(pid);
    }

    /** Ends a program and all that belongs to it, in the background: asked first, killed after two seconds. */
    public void end(int root, String variable) {
        Thread.ofPlatform().daemon().name("end " + root).start(() -> endNow(root, variable, GRACE));
    }

    /** Ends a program and all that belongs to it, and returns when it is gone. */
    public void endNow(int root, String variable, Duration grace) {
        Processes.signal(-root, Processes.SIGHUP);
        endAll(grace, () -> members(root, variable));
    }

    /** Ends every process whose environment holds a text nobody else's does: what a sidecar that died left behind. */
    public void endMarked(String text, Duration grace) {
        endAll(grace, () -> marked(text));
    }

    private interface Members {
        Set<Integer> now();
    }

    private static void endAll(Duration grace, Members members) {
        for (int pid : members.now()) {
            Processes.signal(pid, Processes.SIGTERM);
            Processes.signal(pid, Processes.SIGCONT);
        }
        long deadline = System.nanoTime() + grace.toNanos();
        Set<Integer> left = members.now();
        while (!left.isEmpty() && System.nanoTime() < deadline) {
            pause();
            left = members.now();
        }
        // A process that forks while it is killed shows up in the next look.
        for (int round = 0; round < 20 && !left.isEmpty(); round++) {
            left.forEach(pid -> Processes.signal(pid, Processes.SIGKILL));
            pause();
            left = members.now();
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(25);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    Set<Integer> members(int root, String variable) {
        List<Row> rows = rows();
        Set<Integer> members = new HashSet<>();
        for (Row row : rows) {
            boolean adopted = row.parent == self && row.pid != root && carries(row.pid, '\0' + variable);
            if (row.pid == root || row.session == root || adopted) {
                members.add(row.pid);
            }
        }
        boolean grew = true;
        while (grew) {
            grew = false;
            for (Row row : rows) {
                grew |= members.contains(row.parent) && members.add(row.pid);
            }
        }
        rows.stream().filter(Row::zombie).forEach(row -> members.remove(row.pid));
        members.remove(self);
        return members;
    }

    private Set<Integer> marked(String text) {
        Set<Integer> marked = new HashSet<>();
        for (Row row : rows()) {
            if (row.pid != self && !row.zombie && carries(row.pid, text)) {
                marked.add(row.pid);
            }
        }
        return marked;
    }

    private static boolean carries(int pid, String text) {
        try {
            String environment = Files.readString(PROC.resolve(pid + "/environ"), StandardCharsets.ISO_8859_1);
            return ('\0' + environment).contains(text);
        } catch (IOException e) {
            return false;
        }
    }

    private static List<Row> rows() {
        List<Row> rows = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path entry : entries) {
                Row row = row(entry);
                if (row != null) {
                    rows.add(row);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            return List.of();
        }
        return rows;
    }

    private static @Nullable Row row(Path entry) {
        try {
            String stat = Files.readString(entry.resolve("stat"), StandardCharsets.ISO_8859_1);
            // The name in parentheses may hold anything, also parentheses and spaces.
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", 5);
            boolean zombie = fields[0].equals("Z") || fields[0].equals("X");
            int pid = Integer.parseInt(entry.getFileName().toString());
            return new Row(pid, Integer.parseInt(fields[1]), Integer.parseInt(fields[3]), zombie);
        } catch (IOException | RuntimeException e) {
            return null;
        }
    }
}
