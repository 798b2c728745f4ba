package io.sac.sidecar.posix;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.util.Locale;

/**
 * Links C functions and keeps errno. Calls answer like the kernel does: a negative value is {@code -errno}, so that hot
 * paths need no exception.
 */
final class Libc {

    /** Whether this machine has the layouts and numbers that this package knows: Linux on x64 or arm64 with glibc. */
    static final boolean KNOWN = known();

    private static final Linker LINKER = Linker.nativeLinker();
    private static final StructLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
    private static final ThreadLocal<MemorySegment> STATE_OF_THREAD =
            ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(STATE));

    private static final FunctionDescriptor INT_OF_INT = FunctionDescriptor.of(JAVA_INT, JAVA_INT);
    private static final FunctionDescriptor LONG_OF_FD_BUFFER_SIZE =
            FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG);

    private static final MethodHandle READ = link("read", LONG_OF_FD_BUFFER_SIZE);
    private static final MethodHandle WRITE = link("write", LONG_OF_FD_BUFFER_SIZE);
    private static final MethodHandle CLOSE = link("close", INT_OF_INT);
    private static final MethodHandle POLL =
            link("poll", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));

    private Libc() {}

    static MethodHandle link(String name, FunctionDescriptor type, Linker.Option... options) {
        Linker.Option[] all = new Linker.Option[options.length + 1];
        all[0] = Linker.Option.captureCallState("errno");
        System.arraycopy(options, 0, all, 1, options.length);
        MemorySegment address = LINKER.defaultLookup()
                .find(name)
                .orElseThrow(() -> new UnsupportedOperationException("this system's C library has no " + name));
        return LINKER.downcallHandle(address, type, all);
    }

    /** Links a function that reports by its result alone, as posix_spawn does. */
    static MethodHandle linkPlain(String name, FunctionDescriptor type) {
        MemorySegment address = LINKER.defaultLookup()
                .find(name)
                .orElseThrow(() -> new UnsupportedOperationException("this system's C library has no " + name));
        return LINKER.downcallHandle(address, type);
    }

    static MemorySegment state() {
        return STATE_OF_THREAD.get();
    }

    static int result(int value, MemorySegment state) {
        return value >= 0 ? value : -(int) ERRNO.get(state, 0L);
    }

    static long result(long value, MemorySegment state) {
        return value >= 0 ? value : -(int) ERRNO.get(state, 0L);
    }

    static int checked(String call, int result) throws PosixException {
        if (result < 0) {
            throw new PosixException(call, -result);
        }
        return result;
    }

    static RuntimeException unexpected(Throwable e) {
        if (e instanceof Error error) {
            throw error;
        }
        return new IllegalStateException(e);
    }

    static long read(int fd, MemorySegment buffer, long size) {
        try {
            MemorySegment state = state();
            return result((long) READ.invokeExact(state, fd, buffer, size), state);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static long write(int fd, MemorySegment buffer, long size) {
        try {
            MemorySegment state = state();
            return result((long) WRITE.invokeExact(state, fd, buffer, size), state);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static void close(int fd) {
        try {
            int _ = (int) CLOSE.invokeExact(state(), fd);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static int poll(MemorySegment fds, int count, int timeoutMillis) {
        try {
            MemorySegment state = state();
            return result((int) POLL.invokeExact(state, fds, (long) count, timeoutMillis), state);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** Copies a string of the C library's making, byte for byte. */
    static byte[] bytesAt(MemorySegment segment, long offset) {
        int length = 0;
        while (segment.get(ValueLayout.JAVA_BYTE, offset + length) != 0) {
            length++;
        }
        byte[] bytes = new byte[length];
        MemorySegment.copy(segment, ValueLayout.JAVA_BYTE, offset, bytes, 0, length);
        return bytes;
    }

    /** A zero-terminated copy of bytes. */
    static MemorySegment cString(Arena arena, byte[] bytes) {
        MemorySegment segment = arena.allocate(bytes.length + 1L);
        MemorySegment.copy(bytes, 0, segment, ValueLayout.JAVA_BYTE, 0, bytes.length);
        return segment;
    }

    private static boolean known() {
        String os = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        String arch = System.getProperty("os.arch", "");
        return os.contains("linux") && (arch.equals("amd64") || arch.equals("aarch64"));
    }
}
