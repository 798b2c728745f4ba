package io.sac.sidecar.posix;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;

/** The kernel's word on changes in folders, with the one thing WatchService does not tell: that a written file was closed. */
public final class Inotify implements AutoCloseable {
    public static final int ATTRIBUTES = 0x4;
    public static final int CLOSE_WRITE = 0x8;
    public static final int MOVED_FROM = 0x40;
    public static final int MOVED_TO = 0x80;
    public static final int CREATE = 0x100;
    public static final int DELETE = 0x200;
    public static final int DELETE_SELF = 0x400;
    public static final int OVERFLOW = 0x4000;
    public static final int IGNORED = 0x8000;
    public static final int IS_FOLDER = 0x40000000;
    private static final int ONLY_FOLDERS = 0x01000000;
    private static final int WATCHED = CLOSE_WRITE | MOVED_FROM | MOVED_TO | CREATE | DELETE | DELETE_SELF;

    private static final int NONBLOCK_CLOEXEC = 0x80800;
    private static final int BUFFER_BYTES = 64 * 1024;
    private static final MethodHandle INIT = Libc.link("inotify_init1", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    private static final MethodHandle ADD =
            Libc.link("inotify_add_watch", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle REMOVE =
            Libc.link("inotify_rm_watch", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));

    private final int fd;
    private final Poll poll;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment buffer = arena.allocate(BUFFER_BYTES, 8);

    /** Takes in one event; the name is empty for events of the folder itself. */
    public interface Sink {
        void event(int watch, int mask, byte[] name);
    }

    /** Opens an instance; fails where the user has as many as are allowed. */
    public Inotify() throws PosixException {
        try {
            MemorySegment state = Libc.state();
            this.fd =
                    Libc.checked("inotify_init1", Libc.result((int) INIT.invokeExact(state, NONBLOCK_CLOEXEC), state));
        } catch (PosixException e) {
            throw e;
        } catch (Throwable e) {
            throw Libc.unexpected(e);
        }
        this.poll = new Poll(fd);
    }

    /** Watches an open folder: by its descriptor, so that no link can be followed on the way to it. */
    public int watch(Beneath.OpenFolder folder) throws PosixException {
        try (Arena confined = Arena.ofConfined()) {
            MemorySegment state = Libc.state();
            MemorySegment path =
                    Libc.cString(confined, ("/proc/self/fd/" + folder.fd()).getBytes(StandardCharsets.US_ASCII));
            return Libc.checked(
                    "inotify_add_watch",
                    Libc.result((int) ADD.invokeExact(state, fd, path, WATCHED | ONLY_FOLDERS), state));
        } catch (PosixException e) {
            throw e;
        } catch (Throwable e) {
            throw Libc.unexpected(e);
        }
    }

    /** Watches no longer. */
    public void forget(int watch) {
        try {
            int _ = (int) REMOVE.invokeExact(Libc.state(), fd, watch);
        } catch (Throwable e) {
            throw Libc.unexpected(e);
        }
    }

    /** Waits for events and hands them over in order; returns after a batch, the time or a wake. */
    public void await(int timeoutMillis, Sink sink) {
        if ((poll.await(Poll.IN, timeoutMillis) & Poll.IN) == 0) {
            return;
        }
        long count = Libc.read(fd, buffer, BUFFER_BYTES);
        long at = 0;
        while (at + 16 <= count) {
            int length = buffer.get(JAVA_INT, at + 12);
            byte[] name = length == 0 ? new byte[0] : Libc.bytesAt(buffer, at + 16);
            sink.event(buffer.get(JAVA_INT, at), buffer.get(JAVA_INT, at + 4), name);
            at += 16 + length;
        }
    }

    /** Ends a wait. */
    public void wake() {
        poll.wake();
    }

    @Override
    public void close() {
        Libc.close(fd);
        poll.close();
        arena.close();
    }
}
