package io.sac.sidecar.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Memory and process limits by a cgroup v2 that was delegated to the sidecar (systemd-run --user --scope -p Delegate=yes).
 * Where there is none nothing is limited, and that is reported; the alternatives, RLIMIT_AS and RLIMIT_NPROC, break
 * compilers and count per user.
 */
public final class AgentCgroup {
    private static final Logger LOG = LoggerFactory.getLogger(AgentCgroup.class);
    private static final Path ROOT = Path.of("/sys/fs/cgroup");

    private final @Nullable Path group;
    private final boolean memory;
    private final boolean pids;

    private AgentCgroup(@Nullable Path group, boolean memory, boolean pids) {
        this.group = group;
        this.memory = memory;
        this.pids = pids;
    }

    /** No limits. */
    public static AgentCgroup none() {
        return new AgentCgroup(null, false, false);
    }

    /** Sets the limits if they are wanted and the system lets us. */
    public static AgentCgroup of(@Nullable Long memoryBytes, @Nullable Long pids) {
        if (memoryBytes == null && pids == null) {
            return none();
        }
        try {
            Path own = own();
            if (own == null || !Files.isWritable(own.resolve("cgroup.procs"))) {
                return none();
            }
            // Controllers can be handed down only by a group without processes of its own.
            Path sidecar = Files.createDirectories(own.resolve("sidecar"));
            write(
                    sidecar.resolve("cgroup.procs"),
                    Long.toString(ProcessHandle.current().pid()));
            write(own.resolve("cgroup.subtree_control"), "+memory +pids");
            Path agent = Files.createDirectories(own.resolve("agent"));
            boolean memorySet = memoryBytes != null && limit(agent.resolve("memory.max"), memoryBytes);
            boolean pidsSet = pids != null && limit(agent.resolve("pids.max"), pids);
            return new AgentCgroup(agent, memorySet, pidsSet);
        } catch (IOException e) {
            LOG.info("no limits on memory and processes here: {}", e.getMessage());
            return none();
        }
    }

    private static @Nullable Path own() throws IOException {
        List<String> lines = Files.readAllLines(Path.of("/proc/self/cgroup"));
        for (String line : lines) {
            if (line.startsWith("0::/") && line.length() > 4 && Files.exists(ROOT.resolve("cgroup.controllers"))) {
                return ROOT.resolve(line.substring(4));
            }
        }
        return null;
    }

    private static boolean limit(Path file, long value) {
        try {
            write(file, Long.toString(value));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static void write(Path file, String text) throws IOException {
        Files.writeString(file, text);
    }

    void add(int pid) {
        if (group != null) {
            try {
                write(group.resolve("cgroup.procs"), Integer.toString(pid));
            } catch (IOException e) {
                LOG.warn("a program could not be limited", e);
            }
        }
    }

    /** Whether memory is limited. */
    public boolean limitsMemory() {
        return memory;
    }

    /** Whether the number of processes is limited. */
    public boolean limitsPids() {
        return pids;
    }
}
