package io.sac.sidecar.output;

import io.sac.sidecar.json.BadJsonException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A path in the output folder as the system has it: bytes between slashes. Its text is the same where the bytes are
 * UTF-8; a byte that is not becomes {@code \xHH}, and a real backslash that would read like that becomes {@code \x5c}, so
 * that every name can be told and found again.
 */
public final class OutputPath implements Comparable<OutputPath> {
    /** The output folder itself. */
    public static final OutputPath ROOT = new OutputPath(new byte[0], true);

    private static final String HEX = "0123456789abcdef";

    private final byte[] bytes;
    private final boolean folder;

    private OutputPath(byte[] bytes, boolean folder) {
        this.bytes = bytes;
        this.folder = folder;
    }

    /** Reads a path's text; one that ends with a slash is a folder. */
    public static OutputPath of(String text) {
        byte[] bytes = unescape(text);
        boolean folder = bytes.length > 0 && bytes[bytes.length - 1] == '/';
        OutputPath path = new OutputPath(folder ? Arrays.copyOf(bytes, bytes.length - 1) : bytes, folder);
        for (byte[] part : path.components()) {
            String name = new String(part, StandardCharsets.ISO_8859_1);
            if (name.isEmpty() || name.equals(".") || name.equals("..") || name.indexOf('\0') >= 0) {
                throw new BadJsonException("the path must be a path of names");
            }
        }
        return path;
    }

    /** A name in this folder. */
    public OutputPath child(byte[] name, boolean isFolder) {
        if (bytes.length == 0) {
            return new OutputPath(name, isFolder);
        }
        byte[] joined = Arrays.copyOf(bytes, bytes.length + 1 + name.length);
        joined[bytes.length] = '/';
        System.arraycopy(name, 0, joined, bytes.length + 1, name.length);
        return new OutputPath(joined, isFolder);
    }

    /** Another name beside this one. */
    public OutputPath sibling(byte[] name) {
        byte[] joined = Arrays.copyOf(bytes, bytes.length - name().length + name.length);
        System.arraycopy(name, 0, joined, joined.length - name.length, name.length);
        return new OutputPath(joined, folder);
    }

    /** Whether this names a folder. */
    public boolean folder() {
        return folder;
    }

    /** The names on the way. */
    public List<byte[]> components() {
        List<byte[]> parts = new ArrayList<>();
        int from = 0;
        for (int i = 0; i <= bytes.length; i++) {
            if (i == bytes.length || bytes[i] == '/') {
                if (bytes.length > 0) {
                    parts.add(Arrays.copyOfRange(bytes, from, i));
                }
                from = i + 1;
            }
        }
        return parts;
    }

    /** The last name. */
    public byte[] name() {
        int from = bytes.length;
        while (from > 0 && bytes[from - 1] != '/') {
            from--;
        }
        return Arrays.copyOfRange(bytes, from, bytes.length);
    }

    /** Whether another path is this one or in this folder. */
    public boolean holds(OutputPath other) {
        if (bytes.length == 0) {
            return true;
        }
        return other.bytes.length >= bytes.length
                && Arrays.equals(bytes, 0, bytes.length, other.bytes, 0, bytes.length)
                && (other.bytes.length == bytes.length || other.bytes[bytes.length] == '/');
    }

    /** The path as text, without a slash at the end. */
    public String text() {
        return escape(bytes);
    }

    private static String escape(byte[] bytes) {
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length + 1);
        StringBuilder text = new StringBuilder();
        while (true) {
            CoderResult result = decoder.decode(in, out, true);
            appendEscaped(text, out.flip());
            out.clear();
            if (!result.isError()) {
                return text.toString();
            }
            for (int i = 0; i < result.length(); i++) {
                hex(text, in.get());
            }
            decoder.reset();
        }
    }

    private static void appendEscaped(StringBuilder text, CharBuffer part) {
        for (int i = 0; i < part.length(); i++) {
            if (looksEscaped(part, i)) {
                hex(text, (byte) '\\');
            } else {
                text.append(part.charAt(i));
            }
        }
    }

    private static boolean looksEscaped(CharSequence text, int at) {
        return text.charAt(at) == '\\'
                && at + 3 < text.length()
                && text.charAt(at + 1) == 'x'
                && HEX.indexOf(text.charAt(at + 2)) >= 0
                && HEX.indexOf(text.charAt(at + 3)) >= 0;
    }

    private static void hex(StringBuilder text, byte b) {
        text.append("\\x").append(HEX.charAt((b & 0xff) >> 4)).append(HEX.charAt(b & 0xf));
    }

    private static byte[] unescape(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
        int i = 0;
        while (i < text.length()) {
            if (looksEscaped(text, i)) {
                bytes.write(HEX.indexOf(text.charAt(i + 2)) << 4 | HEX.indexOf(text.charAt(i + 3)));
                i += 4;
            } else {
                int next = text.offsetByCodePoints(i, 1);
                bytes.writeBytes(text.substring(i, next).getBytes(StandardCharsets.UTF_8));
                i = next;
            }
        }
        return bytes.toByteArray();
    }

    /** By the bytes of the text, as the server sorts its list. */
    @Override
    public int compareTo(OutputPath other) {
        return Arrays.compareUnsigned(
                text().getBytes(StandardCharsets.UTF_8), other.text().getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof OutputPath path && folder == path.folder && Arrays.equals(bytes, path.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes) * 2 + (folder ? 1 : 0);
    }

    @Override
    public String toString() {
        return folder ? text() + '/' : text();
    }
}
