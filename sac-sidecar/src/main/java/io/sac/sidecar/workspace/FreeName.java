package io.sac.sidecar.workspace;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Another name for a file whose own is taken: {@code report.pdf}, {@code report (2).pdf}, {@code report (3).pdf}. */
final class FreeName {
    private static final int LONGEST = 255;

    private FreeName() {}

    /** The name's nth form; the first is the name itself. A stem that leaves no room for the number is cut. */
    static byte[] of(byte[] name, int n) {
        if (n == 1) {
            return name;
        }
        int dot = name.length - 1;
        while (dot > 0 && name[dot] != '.') {
            dot--;
        }
        int stem = dot > 0 ? dot : name.length;
        byte[] number = (" (" + n + ")").getBytes(StandardCharsets.US_ASCII);
        byte[] extension = Arrays.copyOfRange(name, stem, name.length);
        if (extension.length + number.length >= LONGEST) {
            extension = new byte[0];
            stem = name.length;
        }
        byte[] cut = Arrays.copyOf(name, cut(name, Math.min(stem, LONGEST - number.length - extension.length)));
        byte[] whole = Arrays.copyOf(cut, cut.length + number.length + extension.length);
        System.arraycopy(number, 0, whole, cut.length, number.length);
        System.arraycopy(extension, 0, whole, cut.length + number.length, extension.length);
        return whole;
    }

    /** Not in the middle of a character of UTF-8. */
    private static int cut(byte[] name, int length) {
        int at = length;
        while (at > 0 && at < name.length && (name[at] & 0xc0) == 0x80) {
            at--;
        }
        return at;
    }
}
