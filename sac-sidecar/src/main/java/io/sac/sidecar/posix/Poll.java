package io.sac.sidecar.posix;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** Waits on one descriptor and on a call of {@link #wake()} from any thread; used by one waiting thread. */
public final class Poll implements AutoCloseable {
    public static final int IN = 1;
    public static final int OUT = 4;
    public static final int ERROR = 8;
    public static final int HANG_UP = 16;

    private static final int EFD_NONBLOCK_CLOEXEC = 0x80800;
    private static final MethodHandle EVENTFD =
            Libc.link("eventfd", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));

    private final Arena arena = Arena.ofShared();
    private final MemorySegment fds = arena.allocate(16, 8);
    private final MemorySegment counter = arena.allocate(8, 8);
    private final MemorySegment one = arena.allocate(8, 8);
    private final int fd;
    private final int wakeFd;
    private boolean closed;

    /** Watches a descriptor that stays the caller's to close. */
    public Poll(int fd) throws PosixException {
        this.fd = fd;
        try {
            MemorySegment state = Libc.state();
            this.wakeFd = Libc.checked(
                    "eventfd", Libc.result((int) EVENTFD.invokeExact(state, 0, EFD_NONBLOCK_CLOEXEC), state));
        } catch (PosixException e) {
            throw e;
        } catch (Throwable e) {
            throw Libc.unexpected(e);
        }
        one.set(JAVA_LONG, 0, 1);
    }

    /** Waits for events (0: only for a wake); -1 waits for ever. Answers what the descriptor is ready for. */
    public int await(int events, int timeoutMillis) {
        // A descriptor that hung up is reported even when nobody asks; leave it out then, or the wait would spin.
        fds.set(JAVA_INT, 0, events == 0 ? -1 : fd);
        fds.set(JAVA_SHORT, 4, (short) events);
        fds.set(JAVA_SHORT, 6, (short) 0);
        fds.set(JAVA_INT, 8, wakeFd);
        fds.set(JAVA_SHORT, 12, (short) IN);
        fds.set(JAVA_SHORT, 14, (short) 0);
        int ready = Libc.poll(fds, 2, timeoutMillis);
        if (ready <= 0) {
            return 0;
        }
        if (fds.get(JAVA_SHORT, 14) != 0) {
            Libc.read(wakeFd, counter, 8);
        }
        return events == 0 ? 0 : fds.get(JAVA_SHORT, 6);
    }

    /** Makes a running or the next {@link #await} return. */
    public synchronized void wake() {
        if (!closed) {
            Libc.write(wakeFd, one, 8);
        }
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            Libc.close(wakeFd);
            arena.close();
        }
    }
}
