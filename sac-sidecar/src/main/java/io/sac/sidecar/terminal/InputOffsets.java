package io.sac.sidecar.terminal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many bytes of each viewer's input reached the program, kept in the ring's first page so that a viewer who comes
 * back after the sidecar's restart is told the truth. The least recently seen viewer is forgotten when there are too many.
 */
final class InputOffsets {
    private static final Logger LOG = LoggerFactory.getLogger(InputOffsets.class);
    private static final int FIRST = 512;
    private static final int ENTRY = 32;
    static final int MAX = 100;

    private final FileChannel file;
    private final Map<ViewerId, Slot> slots = new HashMap<>();
    private final ByteBuffer buffer = ByteBuffer.allocate(ENTRY);
    private long clock;

    private static final class Slot {
        private final int index;
        private long offset;
        private long seen;

        Slot(int index, long offset, long seen) {
            this.index = index;
            this.offset = offset;
            this.seen = seen;
        }
    }

    InputOffsets(FileChannel file) throws IOException {
        this.file = file;
        ByteBuffer all = ByteBuffer.allocate(ENTRY * MAX);
        file.read(all, FIRST);
        all.flip();
        for (int index = 0; all.remaining() >= ENTRY; index++) {
            ViewerId viewer = new ViewerId(all.getLong(), all.getLong());
            Slot slot = new Slot(index, all.getLong(), all.getLong());
            if (slot.seen > 0) {
                slots.put(viewer, slot);
                clock = Math.max(clock, slot.seen);
            }
        }
    }

    /** What is known of a viewer; from now on it is known. */
    synchronized OptionalLong greet(ViewerId viewer) {
        Slot known = slots.get(viewer);
        if (known == null) {
            Slot slot = new Slot(freeIndex(), 0, ++clock);
            slots.put(viewer, slot);
            write(viewer, slot, slot.offset);
            return OptionalLong.empty();
        }
        known.seen = ++clock;
        write(viewer, known, known.offset);
        return OptionalLong.of(known.offset);
    }

    /**
     * These bytes are about to be written to the program: on disk they count from now on, so that a sidecar which is
     * killed right after never lets them be typed twice.
     */
    synchronized void claim(ViewerId viewer, long length) {
        Slot slot = slots.get(viewer);
        if (slot != null) {
            write(viewer, slot, slot.offset + length);
        }
    }

    /** So many of the bytes that were claimed were written. */
    synchronized void settle(ViewerId viewer, long claimed, long written) {
        Slot slot = slots.get(viewer);
        if (slot != null) {
            slot.offset += written;
            if (written != claimed) {
                write(viewer, slot, slot.offset);
            }
        }
    }

    /** Bytes of a viewer are done with. */
    synchronized void add(ViewerId viewer, long written) {
        claim(viewer, written);
        settle(viewer, written, written);
    }

    synchronized OptionalLong of(ViewerId viewer) {
        Slot slot = slots.get(viewer);
        return slot == null ? OptionalLong.empty() : OptionalLong.of(slot.offset);
    }

    private int freeIndex() {
        if (slots.size() < MAX) {
            boolean[] taken = new boolean[MAX];
            slots.values().forEach(slot -> taken[slot.index] = true);
            for (int index = 0; index < MAX; index++) {
                if (!taken[index]) {
                    return index;
                }
            }
        }
        Map.Entry<ViewerId, Slot> oldest = slots.entrySet().stream()
                .min((a, b) -> Long.compare(a.getValue().seen, b.getValue().seen))
                .orElseThrow();
        slots.remove(oldest.getKey());
        return oldest.getValue().index;
    }

    private void write(ViewerId viewer, Slot slot, long offset) {
        buffer.clear()
                .putLong(viewer.high())
                .putLong(viewer.low())
                .putLong(offset)
                .putLong(slot.seen)
                .flip();
        try {
            file.write(buffer, FIRST + (long) ENTRY * slot.index);
        } catch (IOException e) {
            LOG.warn("a viewer's input offset cannot be written", e);
        }
    }
}
