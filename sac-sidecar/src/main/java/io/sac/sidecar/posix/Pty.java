package io.sac.sidecar.posix;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The controlling side of a pseudo-terminal; reading and writing never block. */
public final class Pty implements AutoCloseable {
    private static final int O_RDWR = 2;
    private static final int O_NOCTTY = 0x100;
    private static final int O_NONBLOCK = 0x800;
    private static final int O_CLOEXEC = 0x80000;
    private static final long TIOCSWINSZ = 0x5414;
    private static final long TIOCGPGRP = 0x540F;
    private static final int IUTF8 = 0x4000;
    private static final int BUFFER_BYTES = 64 * 1024;

    private static final MethodHandle OPENPT = Libc.link("posix_openpt", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    private static final MethodHandle GRANTPT = Libc.link("grantpt", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    private static final MethodHandle UNLOCKPT = Libc.link("unlockpt", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    private static final MethodHandle PTSNAME =
            Libc.linkPlain("ptsname_r", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_LONG));
    private static final MethodHandle IOCTL = Libc.link(
            "ioctl", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS), Linker.Option.firstVariadicArg(2));
    private static final MethodHandle TCGETATTR =
            Libc.link("tcgetattr", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS));
    private static final MethodHandle TCSETATTR =
            Libc.link("tcsetattr", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS));

    private final int fd;
    private final String device;
    private final Poll poll;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment readBuffer = arena.allocate(BUFFER_BYTES);
    private final MemorySegment writeBuffer = arena.allocate(BUFFER_BYTES);
    private final ByteBuffer readView = readBuffer.asByteBuffer();
    private boolean closed;

    private Pty(int fd, String device) throws PosixException {
        this.fd = fd;
        this.device = device;
        this.poll = new Poll(fd);
    }

    /** Opens a new pair; the other side is named by {@link #device()}. */
    public static Pty open(int columns, int rows) throws PosixException {
        if (!Libc.KNOWN) {
            throw new UnsupportedOperationException(
                    "SAC's own terminals need Linux on x64 or arm64; on other systems run ttyd and name it in the agent's settings");
        }
        int fd = -1;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = Libc.state();
            fd = Libc.checked(
                    "posix_openpt",
                    Libc.result((int) OPENPT.invokeExact(state, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC), state));
            Libc.checked("grantpt", Libc.result((int) GRANTPT.invokeExact(state, fd), state));
            Libc.checked("unlockpt", Libc.result((int) UNLOCKPT.invokeExact(state, fd), state));
            MemorySegment name = arena.allocate(128);
            int error = (int) PTSNAME.invokeExact(fd, name, 128L);
            if (error != 0) {
                throw new PosixException("ptsname_r", error);
            }
            MemorySegment termios = arena.allocate(128, 8);
            if ((int) TCGETATTR.invokeExact(state, fd, termios) == 0) {
                termios.set(JAVA_INT, 0, termios.get(JAVA_INT, 0) | IUTF8);
                int _ = (int) TCSETATTR.invokeExact(state, fd, 0, termios);
            }
            Pty pty = new Pty(fd, new String(Libc.bytesAt(name, 0), StandardCharsets.UTF_8));
            pty.resize(columns, rows);
            return pty;
        } catch (PosixException e) {
            if (fd >= 0) {
                Libc.close(fd);
            }
            throw e;
        } catch (Throwable e) {
            throw Libc.unexpected(e);
        }
    }

    /** Starts a program on the other side, as leader of a session of its own with this as its terminal. */
    public int spawn(List<String> command, List<String> environment, String directory) throws PosixException {
        return Spawn.onTerminal(device, command, environment, directory);
    }

    /** The path of the program's side. */
    public String device() {
        return device;
    }

    /** Tells the program its size; it gets SIGWINCH when that changed. */
    public synchronized void resize(int columns, int rows) {
        if (closed) {
            return;
        }
        try (Arena confined = Arena.ofConfined()) {
            MemorySegment size = confined.allocate(8, 2);
            size.set(JAVA_SHORT, 0, (short) rows);
            size.set(JAVA_SHORT, 2, (short) columns);
            int _ = (int) IOCTL.invokeExact(Libc.state(), fd, TIOCSWINSZ, size);
        } catch (Throwable e) {
            throw Libc.unexpected(e);
        }
    }

    /** The process group that owns the terminal now, or -1. */
    public synchronized int foregroundGroup() {
        if (closed) {
            return -1;
        }
        try (Arena confined = Arena.ofConfined()) {
            MemorySegment group = confined.allocate(4, 4);
            int result = (int) IOCTL.invokeExact(Libc.state(), fd, TIOCGPGRP, group);
            return result < 0 ? -1 : group.get(JAVA_INT, 0);
        } catch (Throwable e) {
            throw Libc.unexpected(e);
        }
    }

    /** Waits until there is something to read (if wanted), room to write (if wanted), or a {@link #wake()}. */
    public int await(boolean read, boolean write, int timeoutMillis) {
        return poll.await((read ? Poll.IN : 0) | (write ? Poll.OUT : 0), timeoutMillis);
    }

    /** Ends a wait of the reading thread. */
    public void wake() {
        poll.wake();
    }

    /**
     * Reads what is there, up to 64 KiB; the buffer is good until the next call. Null: the program's side is closed and
     * everything was read. Only for the reading thread.
     */
    public @org.jspecify.annotations.Nullable ByteBuffer read() {
        int filled = 0;
        // A terminal hands out at most 4 KiB at a time: collect what is there already, and never wait for more.
        while (filled < BUFFER_BYTES) {
            long count = Libc.read(fd, readBuffer.asSlice(filled), BUFFER_BYTES - filled);
            if (count == -Errno.EINTR) {
                continue;
            }
            if (count <= 0) {
                if (count != -Errno.EAGAIN && filled == 0) {
                    return null;
                }
                break;
            }
            filled += (int) count;
            if (count < 512) {
                break;
            }
        }
        return readView.clear().limit(filled);
    }

    /** Writes what fits now and answers how much that was; -1 when the terminal is gone. */
    public synchronized int write(byte[] bytes, int offset, int length) {
        if (closed) {
            return -1;
        }
        int part = Math.min(length, BUFFER_BYTES);
        MemorySegment.copy(bytes, offset, writeBuffer, JAVA_BYTE, 0, part);
        long count;
        do {
            count = Libc.write(fd, writeBuffer, part);
        } while (count == -Errno.EINTR);
        if (count == -Errno.EAGAIN) {
            return 0;
        }
        return count < 0 ? -1 : (int) count;
    }

    /** Hangs up. To be called by the reading thread, or when there is none. */
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            Libc.close(fd);
            poll.close();
            arena.close();
        }
    }
}
