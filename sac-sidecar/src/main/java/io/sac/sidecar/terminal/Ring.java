package io.sac.sidecar.terminal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The last bytes of a session's output in a file, addressed by their offset since the session began. The file is read
 * and written, never mapped, so that it costs the page cache and not the sidecar. Its first page also holds the head
 * and how far each viewer's input was written.
 *
 * <p>Bytes are written before the head that tells of them, a piece at a time. A sidecar that is killed in between has
 * overwritten at most one piece of the oldest bytes; whoever opens the file leaves that much out.
 */
final class Ring implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Ring.class);
    private static final long MAGIC = 0x5341435F52494E47L;
    static final int HEADER_BYTES = 4096;

    private static final int MAX_PIECE = 64 * 1024;

    private final FileChannel file;
    private final int capacity;
    private final int piece;
    private final ByteBuffer header = ByteBuffer.allocate(24);
    private final InputOffsets inputOffsets;
    private long head;
    private long start;
    private byte[] newest = {};
    private int newestFrom;
    private boolean failing;

    private Ring(FileChannel file, int capacity, long start, long head) throws IOException {
        this.file = file;
        this.capacity = capacity;
        this.piece = piece(capacity);
        this.start = start;
        this.head = head;
        this.inputOffsets = new InputOffsets(file);
    }

    /** Opens the ring or makes a new one when there is none or it was made for another size. */
    static Ring open(Path path, int capacity) throws IOException {
        FileChannel file =
                FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE);
        try {
            ByteBuffer header = ByteBuffer.allocate(24);
            int read = file.read(header, 0);
            header.flip();
            if (read == 24 && header.getLong() == MAGIC && header.getLong() == capacity) {
                long head = header.getLong();
                return new Ring(file, capacity, Math.max(0, head - capacity + piece(capacity)), head);
            }
            file.truncate(0);
            return new Ring(file, capacity, 0, 0);
        } catch (IOException e) {
            file.close();
            throw e;
        }
    }

    private static int piece(int capacity) {
        return Math.min(MAX_PIECE, capacity / 4);
    }

    InputOffsets inputOffsets() {
        return inputOffsets;
    }

    synchronized long head() {
        return head;
    }

    /** The oldest offset that can still be read. */
    synchronized long start() {
        return start;
    }

    /** Appends bytes; the array must not change afterwards, for the newest part is served from it. */
    synchronized void append(byte[] bytes, int from) {
        int length = bytes.length - from;
        if (length == 0) {
            return;
        }
        newest = bytes;
        newestFrom = from;
        long before = head;
        head += length;
        try {
            for (int done = 0; done < length; done += piece) {
                int part = Math.min(piece, length - done);
                write(bytes, from + done, before + done, part);
                writeHeader(before + done + part);
            }
            failing = false;
            start = Math.max(start, head - capacity);
        } catch (IOException e) {
            if (!failing) {
                LOG.warn("the terminal's ring cannot be written; viewers that fall behind get a fresh screen", e);
                failing = true;
            }
            start = before;
        }
    }

    /**
     * Reads bytes from an offset on.
     *
     * @return how many; 0 at the head; -1 when the offset is not in the ring (any more)
     */
    synchronized int read(long position, byte[] target, int offset, int max) {
        if (position < start || position > head) {
            return -1;
        }
        int length = (int) Math.min(max, head - position);
        int newestLength = newest.length - newestFrom;
        long newestStart = head - newestLength;
        if (position >= newestStart) {
            System.arraycopy(newest, newestFrom + (int) (position - newestStart), target, offset, length);
            return length;
        }
        try {
            ByteBuffer into = ByteBuffer.wrap(target, offset, length);
            int at = (int) (position % capacity);
            int first = Math.min(length, capacity - at);
            readFully(into.limit(offset + first), HEADER_BYTES + at);
            readFully(into.limit(offset + length), HEADER_BYTES);
            return length;
        } catch (IOException e) {
            LOG.warn("the terminal's ring cannot be read", e);
            start = head;
            return -1;
        }
    }

    private void write(byte[] bytes, int from, long offset, int length) throws IOException {
        int at = (int) (offset % capacity);
        int first = Math.min(length, capacity - at);
        writeFully(ByteBuffer.wrap(bytes, from, first), HEADER_BYTES + at);
        if (first < length) {
            writeFully(ByteBuffer.wrap(bytes, from + first, length - first), HEADER_BYTES);
        }
    }

    private void writeHeader(long upTo) throws IOException {
        header.clear().putLong(MAGIC).putLong(capacity).putLong(upTo).flip();
        writeFully(header, 0);
    }

    private void writeFully(ByteBuffer bytes, long position) throws IOException {
        long at = position;
        while (bytes.hasRemaining()) {
            at += file.write(bytes, at);
        }
    }

    private void readFully(ByteBuffer into, long position) throws IOException {
        long at = position;
        while (into.hasRemaining()) {
            int count = file.read(into, at);
            if (count < 0) {
                throw new IOException("the ring's file is too short");
            }
            at += count;
        }
    }

    @Override
    public synchronized void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
