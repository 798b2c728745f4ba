package io.sac.sidecar.posix;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** Signals, exits and the sidecar's own place among processes. */
public final class Processes {
    public static final int SIGHUP = 1;
    public static final int SIGKILL = 9;
    public static final int SIGTERM = 15;
    public static final int SIGCONT = 18;

    private static final int PR_SET_CHILD_SUBREAPER = 36;

    private static final MethodHandle KILL = Libc.link("kill", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
    private static final MethodHandle WAITPID =
            Libc.link("waitpid", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle SETSID = Libc.link("setsid", FunctionDescriptor.of(JAVA_INT));

    private Processes() {}

    /** An exit: of whom, and the status as a shell shows it (128 + signal for a killed process). */
    public record Exit(int pid, int code) {}

    /** Sends a signal; a negative pid means a process group. Answers whether there was one to get it. */
    public static boolean signal(int pid, int signal) {
        if (pid == 0 || pid == -1) {
            throw new IllegalArgumentException("would signal everybody");
        }
        try {
            return (int) KILL.invokeExact(Libc.state(), pid, signal) == 0;
        } catch (Throwable e) {
            throw Libc.unexpected(e);
        }
    }

    /** Waits for any child's exit; null when there is no child. */
    public static @org.jspecify.annotations.Nullable Exit awaitAny() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment status = arena.allocate(4, 4);
            MemorySegment state = Libc.state();
            int pid;
            do {
                pid = Libc.result((int) WAITPID.invokeExact(state, -1, status, 0), state);
            } while (pid == -Errno.EINTR);
            return pid < 0 ? null : new Exit(pid, code(status.get(JAVA_INT, 0)));
        } catch (Throwable e) {
            throw Libc.unexpected(e);
        }
    }

    /** Leaves the starter's terminal; nothing happens when the process leads a group already. */
    public static void ownSession() {
        try {
            int _ = (int) SETSID.invokeExact(Libc.state());
        } catch (Throwable e) {
            throw Libc.unexpected(e);
        }
    }

    /** Orphans of the tree come to this process instead of init, so that none is lost sight of. */
    public static boolean adoptOrphans() {
        if (!Libc.KNOWN) {
            return false;
        }
        MethodHandle prctl = Libc.link(
                "prctl",
                FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG),
                Linker.Option.firstVariadicArg(1));
        try {
            return (int) prctl.invokeExact(Libc.state(), PR_SET_CHILD_SUBREAPER, 1L, 0L, 0L, 0L) == 0;
        } catch (Throwable e) {
            throw Libc.unexpected(e);
        }
    }

    private static int code(int status) {
        int signal = status & 0x7f;
        return signal == 0 ? (status >> 8) & 0xff : 128 + signal;
    }
}
