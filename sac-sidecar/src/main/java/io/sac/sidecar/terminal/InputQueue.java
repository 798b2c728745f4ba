package io.sac.sidecar.terminal;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Input on its way to the program, in the order it came. What the program does not take yet waits here; whoever sends
 * more than fits is read no further, so a program that does not read costs no memory.
 */
final class InputQueue {
    private static final int FULL_BYTES = 256 * 1024;

    private final InputOffsets offsets;
    private final Deque<Piece> pieces = new ArrayDeque<>();
    private final Map<Viewer, Integer> waiting = new HashMap<>();
    private @Nullable Terminal terminal;

    /** @param viewer null for what the sidecar types itself */
    private static final class Piece {
        private final @Nullable Viewer viewer;
        private final byte[] bytes;
        private final @Nullable Runnable written;
        private int at;

        Piece(@Nullable Viewer viewer, byte[] bytes, int at, @Nullable Runnable written) {
            this.viewer = viewer;
            this.bytes = bytes;
            this.at = at;
            this.written = written;
        }
    }

    InputQueue(InputOffsets offsets) {
        this.offsets = offsets;
    }

    /** From now on input goes there; null: it waits. */
    synchronized void connect(@Nullable Terminal newTerminal) {
        terminal = newTerminal;
        flush();
    }

    /** Takes a viewer's keys; {@code from} leaves out the frame's first byte. */
    synchronized void type(Viewer viewer, byte[] bytes, int from) {
        if (viewer.closed()) {
            return;
        }
        add(new Piece(viewer, bytes, from, null));
    }

    /** Types for the sidecar; {@code written} runs when the program's terminal has all of it. */
    synchronized void type(byte[] bytes, Runnable written) {
        add(new Piece(null, bytes, 0, written));
    }

    /** Forgets what a viewer sent and the program did not take; it will send it again. */
    synchronized void forget(Viewer viewer) {
        pieces.removeIf(piece -> piece.viewer == viewer);
        waiting.remove(viewer);
    }

    /** The program is gone: what it did not take counts as taken, so that nobody sends it to the next one. */
    synchronized void discard() {
        for (Piece piece : List.copyOf(pieces)) {
            pieces.remove(piece);
            if (piece.viewer != null) {
                int left = piece.bytes.length - piece.at;
                if (piece.viewer.id() != null) {
                    offsets.add(piece.viewer.id(), left);
                }
                taken(piece.viewer, left);
            }
        }
    }

    /** There is room again. */
    synchronized void writable() {
        flush();
    }

    private void add(Piece piece) {
        pieces.add(piece);
        if (piece.viewer != null) {
            waiting.merge(piece.viewer, piece.bytes.length - piece.at, Integer::sum);
        }
        if (pieces.size() == 1) {
            flush();
        }
        if (piece.viewer != null && waiting.getOrDefault(piece.viewer, 0) > FULL_BYTES) {
            piece.viewer.socket().suspend();
        }
    }

    private void flush() {
        while (terminal != null && !pieces.isEmpty()) {
            Piece piece = pieces.peekFirst();
            int length = piece.bytes.length - piece.at;
            int written = length == 0 ? 0 : write(terminal, piece, length);
            if (written < 0) {
                terminal = null;
                return;
            }
            piece.at += written;
            if (piece.viewer != null) {
                taken(piece.viewer, written);
            }
            if (piece.at < piece.bytes.length) {
                terminal.awaitRoom();
                return;
            }
            pieces.removeFirst();
            if (piece.written != null) {
                piece.written.run();
            }
        }
    }

    private int write(Terminal to, Piece piece, int length) {
        ViewerId viewer = piece.viewer == null ? null : piece.viewer.id();
        if (viewer == null) {
            return to.write(piece.bytes, piece.at, length);
        }
        offsets.claim(viewer, length);
        int written = to.write(piece.bytes, piece.at, length);
        offsets.settle(viewer, length, Math.max(written, 0));
        return written;
    }

    private void taken(Viewer viewer, int written) {
        if (viewer.id() != null && written > 0) {
            viewer.acknowledge();
        }
        int left = waiting.getOrDefault(viewer, 0) - written;
        boolean wasFull = left + written > FULL_BYTES;
        if (left <= 0) {
            waiting.remove(viewer);
        } else {
            waiting.put(viewer, left);
        }
        if (wasFull && left <= FULL_BYTES) {
            viewer.socket().resume();
        }
    }
}
