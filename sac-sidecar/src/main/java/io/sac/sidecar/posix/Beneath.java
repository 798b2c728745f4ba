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
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Opens what is beneath a folder, component by component from a descriptor of the one before, and follows no link in any
 * of them: whatever an agent makes of its folders meanwhile, nothing outside is reached. Names are bytes, for the system
 * does not promise that they are text. The folder itself is named by a part that the agent cannot change and a part that
 * it can, which is walked in the same way.
 */
public final class Beneath {
    private static final boolean ARM = System.getProperty("os.arch", "").equals("aarch64");
    private static final int O_DIRECTORY = ARM ? 0x4000 : 0x10000;
    private static final int O_NOFOLLOW = ARM ? 0x8000 : 0x20000;
    private static final int O_CLOEXEC = 0x80000;
    private static final int O_NONBLOCK = 0x800;
    private static final int O_NOCTTY = 0x100;
    private static final int FOLDER = O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK;
    private static final int FILE = O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | O_NOCTTY;
    private static final int NEW_FILE = FILE | 0x1 /* O_WRONLY */ | 0x40 /* O_CREAT */ | 0x80 /* O_EXCL */;
    private static final int AT_REMOVEDIR = 0x200;
    private static final int RENAME_NOREPLACE = 1;
    private static final int MODE = 0666;
    private static final int FOLDER_MODE = 0777;
    private static final int AT_SYMLINK_NOFOLLOW = 0x100;
    private static final int AT_EMPTY_PATH = 0x1000;
    private static final int STATX_BASIC_STATS = 0x7ff;

    private static final MethodHandle OPEN =
            Libc.link("open", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT), Linker.Option.firstVariadicArg(2));
    private static final MethodHandle OPENAT = Libc.link(
            "openat", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT), Linker.Option.firstVariadicArg(3));
    private static final MethodHandle STATX =
            Libc.link("statx", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT, ADDRESS));
    private static final MethodHandle UNLINKAT =
            Libc.link("unlinkat", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle OPENAT_NEW = Libc.link(
            "openat",
            FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT),
            Linker.Option.firstVariadicArg(3));
    private static final MethodHandle MKDIRAT =
            Libc.link("mkdirat", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle RENAMEAT2 =
            Libc.link("renameat2", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle FDOPENDIR = Libc.linkPlain("fdopendir", FunctionDescriptor.of(ADDRESS, JAVA_INT));
    private static final MethodHandle READDIR = Libc.linkPlain("readdir", FunctionDescriptor.of(ADDRESS, ADDRESS));
    private static final MethodHandle CLOSEDIR = Libc.linkPlain("closedir", FunctionDescriptor.of(JAVA_INT, ADDRESS));

    private final byte[] base;
    private final List<byte[]> root = new ArrayList<>();

    /** What a file is and was when it was looked at. */
    public record Facts(
            Kind kind,
            long links,
            long size,
            long seconds,
            int nanos,
            long changedSeconds,
            int changedNanos,
            long inode,
            long device) {
        public boolean regular() {
            return kind == Kind.FILE;
        }
    }

    /** What kind of thing a name stands for. */
    public enum Kind {
        FILE,
        FOLDER,
        LINK,
        OTHER
    }

    /** A name in a folder. */
    public record Entry(byte[] name, Kind kind) {}

    /** Names the folder {@code root}, of which {@code trusted} is the part that the agent cannot replace. */
    public Beneath(Path trusted, Path root) {
        if (!root.startsWith(trusted)) {
            throw new IllegalArgumentException(root + " is not beneath " + trusted);
        }
        this.base = zeroEnded(trusted.toString().getBytes(StandardCharsets.UTF_8));
        for (Path part : trusted.relativize(root)) {
            if (!part.toString().isEmpty()) {
                this.root.add(zeroEnded(part.toString().getBytes(StandardCharsets.UTF_8)));
            }
        }
    }

    /** An open file; reading it never blocks on a pipe or a device, for those are not read at all. */
    public static final class OpenFile implements AutoCloseable {
        private final int fd;
        private final Arena arena = Arena.ofConfined();
        private final MemorySegment buffer = arena.allocate(64 * 1024);

        private OpenFile(int fd) {
            this.fd = fd;
        }

        /** Looks at the file that is open, whatever its name means by now. */
        public Facts facts() throws PosixException {
            return statAt(fd, new byte[] {0}, AT_EMPTY_PATH);
        }

        /** Reads the next bytes; 0 at the end. */
        public int read(byte[] into, int max) throws PosixException {
            long count;
            do {
                count = Libc.read(fd, buffer, Math.min(max, 64 * 1024));
            } while (count == -Errno.EINTR);
            int read = Libc.checked("read", (int) count);
            MemorySegment.copy(buffer, JAVA_BYTE, 0, into, 0, read);
            return read;
        }

        /** Writes all of the bytes; for a file that was made to be written. */
        public void write(byte[] from, int length) throws PosixException {
            int done = 0;
            while (done < length) {
                int part = Math.min(length - done, 64 * 1024);
                MemorySegment.copy(from, done, buffer, JAVA_BYTE, 0, part);
                long count = Libc.write(fd, buffer, part);
                if (count != -Errno.EINTR) {
                    done += Libc.checked("write", (int) count);
                }
            }
        }

        /** Skips to an offset. */
        public void seek(long offset) throws PosixException {
            try {
                MemorySegment state = Libc.state();
                long at = Libc.result((long) Seek.LSEEK.invokeExact(state, fd, offset, 0), state);
                Libc.checked("lseek", at < 0 ? (int) at : 0);
            } catch (PosixException e) {
                throw e;
            } catch (Throwable e) {
                throw Libc.unexpected(e);
            }
        }

        @Override
        public void close() {
            Libc.close(fd);
            arena.close();
        }
    }

    private static final class Seek {
        private static final MethodHandle LSEEK =
                Libc.link("lseek", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_INT));
    }

    /** An open folder. */
    public static final class OpenFolder implements AutoCloseable {
        private final int fd;

        private OpenFolder(int fd) {
            this.fd = fd;
        }

        int fd() {
            return fd;
        }

        /** Looks at a name without following it. */
        public Facts facts(byte[] name) throws PosixException {
            return statAt(fd, zeroEnded(name), AT_SYMLINK_NOFOLLOW);
        }

        /** All names, in no order. */
        public List<Entry> entries() throws PosixException {
            // The stream takes over its descriptor and would leave this one at its end.
            int own = openAt(fd, new byte[] {'.', 0}, FOLDER);
            List<Entry> entries = new ArrayList<>();
            try {
                MemorySegment stream = (MemorySegment) FDOPENDIR.invokeExact(own);
                if (stream.equals(MemorySegment.NULL)) {
                    Libc.close(own);
                    throw new PosixException("fdopendir", Errno.EMFILE);
                }
                try {
                    MemorySegment next = (MemorySegment) READDIR.invokeExact(stream);
                    while (!next.equals(MemorySegment.NULL)) {
                        MemorySegment entry = next.reinterpret(280);
                        byte[] name = Libc.bytesAt(entry, 19);
                        if (!isDots(name)) {
                            entries.add(new Entry(name, kind(entry.get(JAVA_BYTE, 18), name)));
                        }
                        next = (MemorySegment) READDIR.invokeExact(stream);
                    }
                } finally {
                    int _ = (int) CLOSEDIR.invokeExact(stream);
                }
                return entries;
            } catch (PosixException e) {
                throw e;
            } catch (Throwable e) {
                throw Libc.unexpected(e);
            }
        }

        private Kind kind(byte type, byte[] name) throws PosixException {
            return switch (type) {
                case 4 -> Kind.FOLDER;
                case 8 -> Kind.FILE;
                case 10 -> Kind.LINK;
                case 0 -> facts(name).kind();
                default -> Kind.OTHER;
            };
        }

        private static boolean isDots(byte[] name) {
            return name.length == 1 && name[0] == '.' || name.length == 2 && name[0] == '.' && name[1] == '.';
        }

        /** Opens a folder in this one. */
        public OpenFolder folder(byte[] name) throws PosixException {
            return new OpenFolder(openAt(fd, zeroEnded(name), FOLDER));
        }

        /** Opens a file in this one. */
        public OpenFile file(byte[] name) throws PosixException {
            return new OpenFile(openAt(fd, zeroEnded(name), FILE));
        }

        /** Makes a file that must not be there, to be written. */
        public OpenFile create(byte[] name) throws PosixException {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment state = Libc.state();
                MemorySegment text = Libc.cString(arena, name);
                return new OpenFile(Libc.checked(
                        "create", Libc.result((int) OPENAT_NEW.invokeExact(state, fd, text, NEW_FILE, MODE), state)));
            } catch (PosixException e) {
                throw e;
            } catch (Throwable e) {
                throw Libc.unexpected(e);
            }
        }

        /** Opens a folder in this one, which is made when it is not there. */
        public OpenFolder madeFolder(byte[] name) throws PosixException {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment state = Libc.state();
                MemorySegment text = Libc.cString(arena, name);
                int made = Libc.result((int) MKDIRAT.invokeExact(state, fd, text, FOLDER_MODE), state);
                if (made != -Errno.EEXIST) {
                    Libc.checked("mkdir", made);
                }
                return folder(name);
            } catch (PosixException e) {
                throw e;
            } catch (Throwable e) {
                throw Libc.unexpected(e);
            }
        }

        /** Moves a name into a folder under another name, which must not be there. */
        public void move(byte[] name, OpenFolder to, byte[] newName) throws PosixException {
            int moved = rename(name, to, newName, RENAME_NOREPLACE);
            if (moved == -Errno.EINVAL) {
                // Not every network file system can refuse to replace; then looking first must do.
                moved = to.has(newName) ? -Errno.EEXIST : rename(name, to, newName, 0);
            }
            Libc.checked("rename", moved);
        }

        /** Whether something has this name. */
        public boolean has(byte[] name) throws PosixException {
            try {
                facts(name);
                return true;
            } catch (PosixException e) {
                if (e.errno() == Errno.ENOENT) {
                    return false;
                }
                throw e;
            }
        }

        private int rename(byte[] name, OpenFolder to, byte[] newName, int flags) {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment state = Libc.state();
                MemorySegment from = Libc.cString(arena, name);
                MemorySegment into = Libc.cString(arena, newName);
                return Libc.result((int) RENAMEAT2.invokeExact(state, fd, from, to.fd, into, flags), state);
            } catch (Throwable e) {
                throw Libc.unexpected(e);
            }
        }

        /** Removes a name; a folder must be empty. */
        public void remove(byte[] name, boolean folder) throws PosixException {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment state = Libc.state();
                MemorySegment text = Libc.cString(arena, name);
                int flags = folder ? AT_REMOVEDIR : 0;
                Libc.checked("unlinkat", Libc.result((int) UNLINKAT.invokeExact(state, fd, text, flags), state));
            } catch (PosixException e) {
                throw e;
            } catch (Throwable e) {
                throw Libc.unexpected(e);
            }
        }

        @Override
        public void close() {
            Libc.close(fd);
        }
    }

    /** Opens the folder at a path beneath the root; no components: the root. */
    public OpenFolder folder(List<byte[]> components) throws PosixException {
        components.forEach(Beneath::checked);
        int fd = openBase();
        for (byte[] part : root) {
            fd = step(fd, part);
        }
        for (byte[] part : components) {
            fd = step(fd, zeroEnded(part));
        }
        return new OpenFolder(fd);
    }

    /** Opens the folder at a path beneath the root; what is missing on the way is made. */
    public OpenFolder madeFolder(List<byte[]> components) throws PosixException {
        components.forEach(Beneath::checked);
        OpenFolder folder = folder(List.of());
        for (byte[] part : components) {
            try (OpenFolder from = folder) {
                folder = from.madeFolder(part);
            }
        }
        return folder;
    }

    /** Opens a file at a path beneath the root. */
    public OpenFile file(List<byte[]> components) throws PosixException {
        try (OpenFolder folder = folder(components.subList(0, components.size() - 1))) {
            return folder.file(checked(components.getLast()));
        }
    }

    /** Opens the folder that the agent cannot replace. */
    public OpenFolder trusted() throws PosixException {
        return new OpenFolder(openBase());
    }

    private int openBase() throws PosixException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = Libc.state();
            MemorySegment text = arena.allocate(base.length);
            MemorySegment.copy(base, 0, text, JAVA_BYTE, 0, base.length);
            return Libc.checked(
                    "open", Libc.result((int) OPEN.invokeExact(state, text, O_DIRECTORY | O_CLOEXEC), state));
        } catch (PosixException e) {
            throw e;
        } catch (Throwable e) {
            throw Libc.unexpected(e);
        }
    }

    private static int step(int from, byte[] name) throws PosixException {
        try {
            return openAt(from, name, FOLDER);
        } finally {
            Libc.close(from);
        }
    }

    private static int openAt(int fd, byte[] zeroEnded, int flags) throws PosixException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = Libc.state();
            MemorySegment text = arena.allocate(zeroEnded.length);
            MemorySegment.copy(zeroEnded, 0, text, JAVA_BYTE, 0, zeroEnded.length);
            return Libc.checked("open", Libc.result((int) OPENAT.invokeExact(state, fd, text, flags), state));
        } catch (PosixException e) {
            throw e;
        } catch (Throwable e) {
            throw Libc.unexpected(e);
        }
    }

    private static Facts statAt(int fd, byte[] zeroEnded, int flags) throws PosixException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = Libc.state();
            MemorySegment text = arena.allocate(zeroEnded.length);
            MemorySegment.copy(zeroEnded, 0, text, JAVA_BYTE, 0, zeroEnded.length);
            MemorySegment stat = arena.allocate(256, 8);
            Libc.checked(
                    "stat",
                    Libc.result((int) STATX.invokeExact(state, fd, text, flags, STATX_BASIC_STATS, stat), state));
            int type = stat.get(JAVA_SHORT, 28) & 0xf000;
            Kind kind = switch (type) {
                case 0x8000 -> Kind.FILE;
                case 0x4000 -> Kind.FOLDER;
                case 0xa000 -> Kind.LINK;
                default -> Kind.OTHER;
            };
            return new Facts(
                    kind,
                    stat.get(JAVA_INT, 16),
                    stat.get(JAVA_LONG, 40),
                    stat.get(JAVA_LONG, 112),
                    stat.get(JAVA_INT, 120),
                    stat.get(JAVA_LONG, 96),
                    stat.get(JAVA_INT, 104),
                    stat.get(JAVA_LONG, 32),
                    (long) stat.get(JAVA_INT, 136) << 32 | stat.get(JAVA_INT, 140));
        } catch (PosixException e) {
            throw e;
        } catch (Throwable e) {
            throw Libc.unexpected(e);
        }
    }

    /** A component is one name: anything that would lead elsewhere is a mistake of the caller. */
    private static byte[] checked(byte[] part) {
        boolean dots = OpenFolder.isDots(part);
        for (byte b : part) {
            dots |= b == '/' || b == 0;
        }
        if (dots || part.length == 0) {
            throw new IllegalArgumentException("not a name");
        }
        return part;
    }

    private static byte[] zeroEnded(byte[] name) {
        return java.util.Arrays.copyOf(name, name.length + 1);
    }
}
