package io.sac.sidecar.terminal;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * A screen to start from: a full reset, the modes that held at the cut, and the stream's tail from there without
 * anything a terminal would answer to or that would act outside of the screen (clipboard, notifications, bells). Replayed,
 * a query would make every browser that attaches type an answer into the program.
 */
final class Snapshot {
    private static final int MAX_SEQUENCE = 64 * 1024;

    private final byte[] tail;
    private final int end;
    private final ByteArrayOutputStream out;

    private Snapshot(byte[] tail, int length) {
        this.tail = tail;
        this.end = length;
        this.out = new ByteArrayOutputStream(length + 64);
    }

    static byte[] of(byte[] tail, int length, int modes) {
        Snapshot snapshot = new Snapshot(tail, length);
        snapshot.out.writeBytes(("\u001bc" + ScreenModes.sequences(modes)).getBytes(StandardCharsets.US_ASCII));
        snapshot.filter();
        return snapshot.out.toByteArray();
    }

    private void filter() {
        int i = 0;
        while (i < end) {
            int b = tail[i] & 0xff;
            if (b == 0x1b) {
                int next = sequenceEnd(i);
                if (!unwanted(i, next)) {
                    out.write(tail, i, next - i);
                }
                i = next;
            } else {
                if (b != 0x05 && b != 0x07) {
                    out.write(b);
                }
                i++;
            }
        }
    }

    /** The index after the sequence that begins at an escape; the end when it is not complete. */
    private int sequenceEnd(int from) {
        if (from + 1 >= end) {
            return end;
        }
        int kind = tail[from + 1] & 0xff;
        int i = from + 2;
        if (kind == '[') {
            while (i < end) {
                int b = tail[i] & 0xff;
                if (b >= 0x40 && b < 0x7f) {
                    return i + 1;
                }
                if (b == 0x1b || b == 0x18 || b == 0x1a) {
                    return i;
                }
                i++;
            }
            return end;
        }
        if (isString(kind)) {
            int limit = Math.min(end, from + MAX_SEQUENCE);
            while (i < limit) {
                int b = tail[i] & 0xff;
                if (b == 0x07 || b == 0x18 || b == 0x1a) {
                    return i + 1;
                }
                if (b == 0x1b) {
                    return i + 1 < end && tail[i + 1] == '\\' ? i + 2 : i;
                }
                i++;
            }
            return limit;
        }
        while (i <= end && (tail[i - 1] & 0xff) >= 0x20 && (tail[i - 1] & 0xff) < 0x30) {
            i++;
        }
        return Math.min(i, end);
    }

    private boolean unwanted(int from, int to) {
        if (to - from < 2) {
            return false;
        }
        int kind = tail[from + 1] & 0xff;
        if (kind == '[') {
            return unwantedCsi(from, to);
        }
        if (kind == 'Z') {
            return true;
        }
        if (kind == ']') {
            return unwantedOsc(new String(tail, from + 2, Math.min(to - from - 2, 256), StandardCharsets.ISO_8859_1));
        }
        if (kind == 'P') {
            String body = new String(tail, from + 2, Math.min(to - from - 2, 4), StandardCharsets.ISO_8859_1);
            return body.startsWith("$q") || body.startsWith("+q") || body.startsWith("+Q");
        }
        return kind == '_' || kind == '^' || kind == 'X';
    }

    private boolean unwantedCsi(int from, int to) {
        int last = tail[to - 1] & 0xff;
        String body = new String(tail, from + 2, Math.max(0, to - from - 3), StandardCharsets.ISO_8859_1);
        return switch (last) {
            case 'c', 'n', 'x' -> true;
            case 'p' -> body.endsWith("$");
            case 'q' -> body.startsWith(">");
            case 'u' -> body.startsWith("?") || body.endsWith("&");
            case 'w' -> body.endsWith("$");
            case 'S' -> body.startsWith("?");
            case 'm' -> body.startsWith("?");
            case 't' -> isReport(body);
            default -> false;
        };
    }

    /** Window operations 11 to 21 report; the others act and are harmless. */
    private static boolean isReport(String body) {
        int separator = body.indexOf(';');
        String first = separator < 0 ? body : body.substring(0, separator);
        return first.length() == 2 && first.compareTo("11") >= 0 && first.compareTo("21") <= 0;
    }

    private static boolean unwantedOsc(String body) {
        if (body.contains(";?")) {
            return true;
        }
        int separator = body.indexOf(';');
        String number = separator < 0 ? body : body.substring(0, separator);
        return switch (number) {
            case "9", "52", "99", "777", "1337", "5522" -> true;
            default -> false;
        };
    }

    private static boolean isString(int kind) {
        return kind == ']' || kind == 'P' || kind == '_' || kind == '^' || kind == 'X';
    }
}
