package io.sac.sidecar.terminal;

import io.sac.protocol.TerminalFrame;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * One connection that watches a session. It has at most one frame under way and takes the next from the stream when
 * that is gone, so a slow viewer costs one frame of memory, and everything it is sent is in one order.
 */
public final class Viewer {
    private static final int CHUNK_BYTES = 64 * 1024;
    private static final long ACKNOWLEDGE_MILLIS = 100;

    private final Stream stream;
    private final ViewerSocket socket;
    private final Identity identity;
    private final boolean counted;
    private final long attachedAt = System.nanoTime();

    private int columns;
    private int rows;
    private long position;
    private boolean started;
    private boolean wantsHello;
    private boolean wantsState;
    private boolean wantsSnapshot;
    private boolean acknowledgeLater;
    private boolean paused;
    private boolean inFlight;
    private boolean closed;
    private boolean greeted;
    private @Nullable Thread sending;

    /**
     * Who watches, as the server said.
     *
     * @param login the login session
     * @param user the name others see
     * @param mayDrive whether they may type
     */
    public record Identity(String login, String user, boolean mayDrive) {}

    private @Nullable ViewerId id;
    private @Nullable String tab;
    private boolean known;

    Viewer(Stream stream, ViewerSocket socket, Identity identity, boolean counted) {
        this.stream = stream;
        this.socket = socket;
        this.identity = identity;
        this.counted = counted;
    }

    /** Whether this viewer speaks {@code tty.sac.1}. */
    boolean counted() {
        return counted;
    }

    Identity identity() {
        return identity;
    }

    long attachedAt() {
        return attachedAt;
    }

    @Nullable
    ViewerId id() {
        return id;
    }

    @Nullable
    String tab() {
        return tab;
    }

    int columns() {
        return columns;
    }

    int rows() {
        return rows;
    }

    synchronized boolean started() {
        return started;
    }

    synchronized boolean closed() {
        return closed;
    }

    synchronized boolean paused() {
        return paused;
    }

    void size(int newColumns, int newRows) {
        columns = newColumns;
        rows = newRows;
    }

    void identify(ViewerId viewerId, String viewerTab, boolean knownBefore) {
        id = viewerId;
        tab = viewerTab;
        known = knownBefore;
    }

    /** Whether the ring knew this viewer when it came. */
    boolean known() {
        return known;
    }

    /** Starts the viewer at an offset it has, or with a screen when it has none that is good. */
    void start(OptionalLong from) {
        synchronized (this) {
            started = true;
            wantsHello = true;
            if (from.isPresent()) {
                position = from.getAsLong();
            } else {
                wantsSnapshot = true;
            }
        }
        pump(null, 0);
    }

    /** How far the viewer is behind the stream. */
    long lag() {
        long head = stream.head();
        synchronized (this) {
            return started && !wantsSnapshot && !closed ? head - position : 0;
        }
    }

    void pause(boolean on) {
        synchronized (this) {
            paused = on;
        }
        if (!on) {
            pump(null, 0);
        }
    }

    /** Sends the state as soon as the socket is free. */
    void sendState() {
        if (counted) {
            synchronized (this) {
                wantsState = true;
            }
            pump(null, 0);
        }
    }

    /** Sends the state within a tenth of a second, once for everything typed until then. */
    void acknowledge() {
        synchronized (this) {
            if (!counted || acknowledgeLater || closed) {
                return;
            }
            acknowledgeLater = true;
        }
        socket.later(
                () -> {
                    synchronized (this) {
                        acknowledgeLater = false;
                    }
                    sendState();
                },
                (int) ACKNOWLEDGE_MILLIS);
    }

    /** The stream has new bytes: the frame that carries them, and the offset of its first byte. */
    void output(byte[] frame, long offset) {
        pump(frame, offset);
    }

    /** Ends the connection. */
    void close(int code, String reason) {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        socket.close(code, reason);
    }

    /** The connection is gone; nothing of it counts any more. */
    void gone() {
        synchronized (this) {
            closed = true;
        }
    }

    ViewerSocket socket() {
        return socket;
    }

    private void pump(byte @Nullable [] newest, long newestOffset) {
        byte @Nullable [] fresh = newest;
        while (true) {
            ByteBuffer frame;
            synchronized (this) {
                if (inFlight || closed || !started) {
                    return;
                }
                frame = next(fresh, newestOffset);
                if (frame == null) {
                    return;
                }
                inFlight = true;
                sending = Thread.currentThread();
            }
            fresh = null;
            socket.send(frame, this::sent);
            synchronized (this) {
                if (Thread.currentThread() == sending) {
                    sending = null;
                }
            }
            stream.drained(this);
        }
    }

    private void sent() {
        boolean inLoop;
        synchronized (this) {
            inFlight = false;
            inLoop = sending == Thread.currentThread();
        }
        if (!inLoop) {
            stream.drained(this);
            pump(null, 0);
        }
    }

    private @Nullable ByteBuffer next(byte @Nullable [] newest, long newestOffset) {
        if (wantsHello && !counted) {
            wantsHello = false;
            return text(TerminalFrame.TITLE, stream.title());
        }
        if (wantsSnapshot && !counted) {
            return snapshotAsOutput();
        }
        if (wantsHello || wantsState) {
            if (wantsSnapshot) {
                position = stream.head();
            }
            wantsHello = false;
            wantsState = false;
            boolean first = !greeted;
            greeted = true;
            return text(TerminalFrame.STATE, stream.stateFor(this, position, first));
        }
        if (wantsSnapshot) {
            wantsSnapshot = false;
            return stream.snapshot(TerminalFrame.SNAPSHOT, position);
        }
        return paused ? null : bytes(newest, newestOffset);
    }

    private ByteBuffer snapshotAsOutput() {
        wantsSnapshot = false;
        position = stream.head();
        return stream.snapshot(TerminalFrame.OUTPUT, position);
    }

    private @Nullable ByteBuffer bytes(byte @Nullable [] newest, long newestOffset) {
        if (newest != null && newestOffset == position) {
            position += newest.length - 1;
            return ByteBuffer.wrap(newest);
        }
        long behind = stream.head() - position;
        if (behind == 0) {
            return null;
        }
        byte[] frame = new byte[(int) Math.min(CHUNK_BYTES, Math.max(behind, 0)) + 1];
        int count = stream.read(position, frame, 1);
        if (count < 0) {
            // The ring has overtaken this viewer: from here on it starts from a screen, and is told so.
            wantsSnapshot = true;
            wantsState = true;
            return next(null, 0);
        }
        frame[0] = TerminalFrame.OUTPUT;
        position += count;
        return ByteBuffer.wrap(frame, 0, count + 1);
    }

    private static ByteBuffer text(byte kind, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(bytes.length + 1).put(kind).put(bytes).flip();
    }
}
