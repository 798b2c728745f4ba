package io.sac.harness;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;

/** Unpacks the file of an npm package: a gzip'd tar of plain files, all beneath one folder. */
final class PackageArchive {
    private static final int BLOCK = 512;

    private PackageArchive() {}

    /** Told of the bytes unpacked so far. */
    interface Unpacked {
        void bytes(long soFar) throws InstallException;
    }

    /** Links, devices and paths that lead out of the folder are refused: a package has none. */
    static void unpack(Path archive, Path folder, Unpacked unpacked) throws IOException, InstallException {
        try (InputStream in =
                new BufferedInputStream(new GZIPInputStream(Files.newInputStream(archive), 1 << 16), 1 << 16)) {
            byte[] header = new byte[BLOCK];
            String longName = null;
            long soFar = 0;
            while (in.readNBytes(header, 0, BLOCK) == BLOCK && !isZero(header)) {
                long size = octal(header, 124, 12);
                char type = (char) header[156];
                if (type == 'x' || type == 'L') {
                    byte[] content = in.readNBytes(Math.toIntExact(Math.min(size, 1 << 20)));
                    String name = type == 'L' ? text(content, 0, content.length) : paxPath(content);
                    longName = name == null ? longName : name;
                } else if (type == 'g') {
                    in.skipNBytes(size);
                } else {
                    String name = longName == null ? name(header) : longName;
                    longName = null;
                    if (type == '0' || type == 0) {
                        soFar = file(
                                in, beneath(folder, name), size, (octal(header, 100, 8) & 0100) != 0, soFar, unpacked);
                    } else if (type == '5') {
                        Files.createDirectories(beneath(folder, name));
                    } else {
                        throw new IOException("the package holds something that is not a plain file: " + name);
                    }
                }
                in.skipNBytes((BLOCK - size % BLOCK) % BLOCK);
            }
        }
    }

    private static long file(InputStream in, Path target, long size, boolean executable, long before, Unpacked unpacked)
            throws IOException, InstallException {
        Files.createDirectories(target.getParent());
        long left = size;
        long soFar = before;
        byte[] buffer = new byte[1 << 16];
        try (OutputStream out = Files.newOutputStream(target)) {
            while (left > 0) {
                int read = in.read(buffer, 0, (int) Math.min(buffer.length, left));
                if (read < 0) {
                    throw new EOFException("the package ends in the middle of a file");
                }
                out.write(buffer, 0, read);
                left -= read;
                soFar += read;
                unpacked.bytes(soFar);
            }
        }
        Files.setPosixFilePermissions(target, PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
        return soFar;
    }

    private static Path beneath(Path folder, String name) throws IOException {
        Path target = folder.resolve(name).normalize();
        if (name.isEmpty() || name.startsWith("/") || !target.startsWith(folder) || target.equals(folder)) {
            throw new IOException("the package names a file outside of it");
        }
        for (Path at = target.getParent(); at != null && !at.equals(folder); at = at.getParent()) {
            if (Files.isSymbolicLink(at) || Files.isRegularFile(at, LinkOption.NOFOLLOW_LINKS)) {
                throw new IOException("the package names a file in something that is no folder");
            }
        }
        return target;
    }

    private static String name(byte[] header) {
        String prefix = text(header, 345, 155);
        String name = text(header, 0, 100);
        return prefix.isEmpty() ? name : prefix + "/" + name;
    }

    private static @org.jspecify.annotations.Nullable String paxPath(byte[] content) {
        for (String line : new String(content, StandardCharsets.UTF_8).split("\n")) {
            int key = line.indexOf(" path=");
            if (key > 0) {
                return line.substring(key + " path=".length());
            }
        }
        return null;
    }

    private static String text(byte[] bytes, int from, int length) {
        int end = from;
        while (end < from + length && bytes[end] != 0) {
            end++;
        }
        return new String(bytes, from, end - from, StandardCharsets.UTF_8);
    }

    private static long octal(byte[] bytes, int from, int length) throws IOException {
        if ((bytes[from] & 0x80) != 0) {
            long value = 0;
            for (int i = from + length - 8; i < from + length; i++) {
                value = value << 8 | bytes[i] & 0xff;
            }
            return value;
        }
        String text = text(bytes, from, length).strip();
        try {
            return text.isEmpty() ? 0 : Long.parseLong(text, 8);
        } catch (NumberFormatException e) {
            throw new IOException("the package is not a tar archive", e);
        }
    }

    private static boolean isZero(byte[] block) {
        return Arrays.equals(block, new byte[BLOCK]);
    }
}
