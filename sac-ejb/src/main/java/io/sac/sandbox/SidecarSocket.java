package io.sac.sandbox;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The client's end of a WebSocket on a blocking socket. One thread reads; frames come out of the read buffer without a
 * copy and are good until the next read. Any thread may send.
 */
public final class SidecarSocket implements Closeable {
    public static final int CONTINUATION = 0;
    public static final int TEXT = 1;
    public static final int BINARY = 2;
    public static final int CLOSE = 8;
    public static final int PING = 9;
    public static final int PONG = 10;

    private static final int SMALLEST_BUFFER = 8 * 1024;
    private static final int BULK_BUFFER = 256 * 1024;
    private static final int HEADER_MOST = 14;
    private static final int CONTROL_MOST = 125;

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private final String protocol;
    private final int largestFrame;
    private final ReentrantLock writing = new ReentrantLock();
    private byte[] outgoing = new byte[512];
    private boolean closeSent;

    private byte[] buffer;
    private int start;
    private int end;
    private int opcode;
    private boolean last;

    SidecarSocket(Socket socket, byte[] received, String protocol, int largestFrame) throws IOException {
        this.socket = socket;
        this.in = socket.getInputStream();
        this.out = socket.getOutputStream();
        this.protocol = protocol;
        this.largestFrame = largestFrame;
        this.buffer = Arrays.copyOf(received, Math.max(SMALLEST_BUFFER, received.length));
        this.end = received.length;
    }

    /** The sub-protocol that was agreed on; empty for none. */
    public String protocol() {
        return protocol;
    }

    /** How long {@link #read} waits before it throws a time-out, after which it may be called again. */
    public void readTimeout(int millis) throws IOException {
        socket.setSoTimeout(millis);
    }

    /**
     * Waits for the next frame and returns its payload; {@link #opcode} and {@link #last} describe it.
     *
     * @throws java.net.SocketTimeoutException when nothing came in time; nothing is lost by it
     */
    public ByteBuffer read() throws IOException {
        need(2);
        int first = buffer[start];
        int second = buffer[start + 1];
        if ((first & 0x70) != 0 || (second & 0x80) != 0) {
            throw new IOException("a frame that is not allowed");
        }
        int header = 2;
        long length = second & 0x7f;
        if (length == 126) {
            need(4);
            header = 4;
            length = Short.toUnsignedLong(ByteBuffer.wrap(buffer, start + 2, 2).getShort());
        } else if (length == 127) {
            need(10);
            header = 10;
            length = ByteBuffer.wrap(buffer, start + 2, 8).getLong();
        }
        if (length < 0 || length > largestFrame) {
            throw new IOException("a frame that is too large");
        }
        need(header + (int) length);
        opcode = first & 0x0f;
        last = (first & 0x80) != 0;
        ByteBuffer payload = ByteBuffer.wrap(buffer, start + header, (int) length);
        start += header + (int) length;
        return payload;
    }

    /** What kind of frame was read last. */
    public int opcode() {
        return opcode;
    }

    /** Whether the frame read last ends its message. */
    public boolean last() {
        return last;
    }

    /** Gives memory back that only a burst needed; for whoever finds that nothing came for a while. */
    public void rest() {
        if (start == end && buffer.length > SMALLEST_BUFFER) {
            buffer = new byte[SMALLEST_BUFFER];
            start = 0;
            end = 0;
        }
    }

    /** Sends one frame; blocks as long as the other side does not take it. */
    public void send(int kind, boolean isLast, ByteBuffer payload) throws IOException {
        writing.lock();
        try {
            if (closeSent) {
                throw new IOException("already closing");
            }
            write(kind, isLast, payload);
        } finally {
            writing.unlock();
        }
    }

    /** Says why it closes, unless that was said; the connection itself is closed by {@link #close()}. */
    public void sendClose(int code, String reason) throws IOException {
        byte[] words = reason.getBytes(StandardCharsets.UTF_8);
        ByteBuffer payload = ByteBuffer.allocate(CONTROL_MOST);
        payload.putShort((short) code)
                .put(words, 0, Math.min(words.length, CONTROL_MOST - 2))
                .flip();
        // Whoever is stuck in a write holds the lock, and the other side reads nothing: then there is nobody to tell.
        if (writing.tryLock()) {
            try {
                if (!closeSent) {
                    closeSent = true;
                    write(CLOSE, true, payload);
                }
            } finally {
                writing.unlock();
            }
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private void write(int kind, boolean isLast, ByteBuffer payload) throws IOException {
        int length = payload.remaining();
        if (outgoing.length < length + HEADER_MOST) {
            outgoing = new byte[length + HEADER_MOST];
        }
        ByteBuffer frame = ByteBuffer.wrap(outgoing);
        frame.put((byte) (kind | (isLast ? 0x80 : 0)));
        if (length < 126) {
            frame.put((byte) (0x80 | length));
        } else if (length < 65_536) {
            frame.put((byte) (0x80 | 126)).putShort((short) length);
        } else {
            frame.put((byte) (0x80 | 127)).putLong(length);
        }
        int mask = ThreadLocalRandom.current().nextInt();
        frame.putInt(mask);
        int at = frame.position();
        frame.put(payload.duplicate());
        for (int i = 0; i < length; i++) {
            outgoing[at + i] ^= (byte) (mask >> ((3 - (i & 3)) << 3));
        }
        out.write(outgoing, 0, frame.position());
        if (outgoing.length > BULK_BUFFER) {
            outgoing = new byte[512];
        }
    }

    private void need(int count) throws IOException {
        while (end - start < count) {
            room(count);
            int got = in.read(buffer, end, buffer.length - end);
            if (got < 0) {
                throw new EOFException("the connection was closed");
            }
            end += got;
        }
    }

    private void room(int count) {
        boolean bulk = end == buffer.length && buffer.length < BULK_BUFFER;
        if (start == end) {
            start = 0;
            end = 0;
        }
        if (buffer.length - start >= count && buffer.length > end && !bulk) {
            return;
        }
        int size = buffer.length;
        while (size < count || (bulk && size == buffer.length)) {
            size *= 2;
        }
        byte[] next = size == buffer.length ? buffer : new byte[size];
        System.arraycopy(buffer, start, next, 0, end - start);
        end -= start;
        start = 0;
        buffer = next;
    }
}
