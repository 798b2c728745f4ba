package io.sac.sidecar.terminal;

/**
 * Follows the output just far enough to know which terminal modes are on and where the stream can be cut: outside of
 * any escape sequence and between characters. It remembers such places with the modes that held there.
 */
final class ScreenModes {
    private static final int[] KNOWN = {
        7, 25, 1, 9, 47, 1000, 1002, 1003, 1004, 1005, 1006, 1015, 1016, 1047, 1049, 2004, 2031
    };
    /** Line wrap and the cursor are on in a fresh terminal. */
    static final int FRESH = 0b11;

    private static final int ALTERNATE = bit(47) | bit(1047) | bit(1049);
    private static final int CUTS = 32;
    private static final int CUT_EVERY = 16 * 1024;

    private static final int GROUND = 0;
    private static final int ESCAPE = 1;
    private static final int CSI = 2;
    private static final int STRING = 3;
    private static final int STRING_ESCAPE = 4;
    private static final int ESCAPE_INTERMEDIATE = 5;

    private final long[] cutOffsets = new long[CUTS];
    private final int[] cutBits = new int[CUTS];
    private int cuts;
    private long nextCut;

    private int state = GROUND;
    private int bits = FRESH;
    private boolean question;
    private boolean plain;
    private boolean asked;
    private final int[] parameters = new int[8];
    private int parameterCount;

    /** A place to cut: the offset and the modes there. */
    record Cut(long offset, int bits) {}

    /** Follows bytes that begin at an offset of the stream. */
    synchronized void follow(byte[] bytes, int from, long offset) {
        if (state == GROUND && offset >= nextCut && from < bytes.length && (bytes[from] & 0xC0) != 0x80) {
            cutOffsets[cuts % CUTS] = offset;
            cutBits[cuts % CUTS] = bits;
            cuts++;
            nextCut = offset + CUT_EVERY;
        }
        int i = from;
        int end = bytes.length;
        while (i < end) {
            if (state == GROUND) {
                while (i < end && bytes[i] != 0x1b) {
                    i++;
                }
                if (i < end) {
                    state = ESCAPE;
                    i++;
                }
            } else {
                step(bytes[i] & 0xff);
                i++;
            }
        }
    }

    synchronized boolean bracketedPaste() {
        return (bits & bit(2004)) != 0;
    }

    synchronized boolean alternateScreen() {
        return (bits & ALTERNATE) != 0;
    }

    /** The oldest cut at or after an offset; null when there is none. */
    synchronized @org.jspecify.annotations.Nullable Cut cutAfter(long offset) {
        for (int n = Math.max(0, cuts - CUTS); n < cuts; n++) {
            if (cutOffsets[n % CUTS] >= offset) {
                return new Cut(cutOffsets[n % CUTS], cutBits[n % CUTS]);
            }
        }
        return null;
    }

    /** Whether the program has asked what kind of terminal it has since this was called last. */
    synchronized boolean takeQuestion() {
        boolean was = asked;
        asked = false;
        return was;
    }

    private void step(int b) {
        switch (state) {
            case ESCAPE -> escape(b);
            case ESCAPE_INTERMEDIATE -> {
                if (b >= 0x30) {
                    state = GROUND;
                }
            }
            case CSI -> csi(b);
            case STRING -> {
                if (b == 0x07) {
                    state = GROUND;
                } else if (b == 0x1b) {
                    state = STRING_ESCAPE;
                } else if (b == 0x18 || b == 0x1a) {
                    state = GROUND;
                }
            }
            default -> {
                // An escape ends a string; only a backslash belongs to it.
                state = ESCAPE;
                if (b == '\\') {
                    state = GROUND;
                } else {
                    escape(b);
                }
            }
        }
    }

    private void escape(int b) {
        if (b == '[') {
            state = CSI;
            question = false;
            plain = true;
            parameterCount = 0;
            parameters[0] = 0;
        } else if (b == ']' || b == 'P' || b == '_' || b == '^' || b == 'X') {
            state = STRING;
        } else if (b == 'c') {
            bits = FRESH;
            state = GROUND;
        } else if (b >= 0x20 && b < 0x30) {
            state = ESCAPE_INTERMEDIATE;
        } else if (b != 0x1b) {
            state = GROUND;
        }
    }

    private void csi(int b) {
        if (b >= '0' && b <= '9') {
            parameters[parameterCount] = Math.min(100_000, parameters[parameterCount] * 10 + (b - '0'));
        } else if (b == ';') {
            if (parameterCount < parameters.length - 1) {
                parameterCount++;
            }
            parameters[parameterCount] = 0;
        } else if (b == '?') {
            question = true;
        } else if (b >= 0x20 && b < 0x40) {
            plain = false;
        } else if (b >= 0x40 && b < 0x7f) {
            if (question && plain && (b == 'h' || b == 'l')) {
                set(b == 'h');
            } else if (b == 'c' && plain && !question && parameters[0] == 0) {
                asked = true;
            }
            state = GROUND;
        } else if (b == 0x1b) {
            state = ESCAPE;
        } else if (b == 0x18 || b == 0x1a) {
            state = GROUND;
        }
    }

    private void set(boolean on) {
        for (int n = 0; n <= parameterCount; n++) {
            int bit = bit(parameters[n]);
            bits = on ? bits | bit : bits & ~bit;
        }
    }

    private static int bit(int mode) {
        for (int n = 0; n < KNOWN.length; n++) {
            if (KNOWN[n] == mode) {
                return 1 << n;
            }
        }
        return 0;
    }

    /** The sequences that bring a fresh terminal into these modes. */
    static String sequences(int bits) {
        StringBuilder text = new StringBuilder();
        for (int n = 0; n < KNOWN.length; n++) {
            boolean on = (bits & (1 << n)) != 0;
            if (on != ((FRESH & (1 << n)) != 0)) {
                text.append("\u001b[?").append(KNOWN[n]).append(on ? 'h' : 'l');
            }
        }
        return text.toString();
    }

    /** The sequences that end every mode of this list: what a program that died left on. */
    static String fresh() {
        StringBuilder text = new StringBuilder();
        for (int n = KNOWN.length - 1; n >= 0; n--) {
            text.append("\u001b[?").append(KNOWN[n]).append((FRESH & (1 << n)) != 0 ? 'h' : 'l');
        }
        return text.append("\u001b[0m").toString();
    }
}
