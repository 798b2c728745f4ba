package io.sac.sidecar.terminal;

import io.sac.protocol.TerminalFrame;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A session's output on its way to the ring and to everyone who watches. Only the driver can make it wait, and for five
 * seconds at a time: a closed lid stops no agent.
 */
final class Stream implements AutoCloseable {
    private static final long HOLD_ABOVE = 1 << 20;
    private static final long HOLD_UNTIL = 256 * 1024;
    private static final long HOLD_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final int SNAPSHOT_BYTES = 256 * 1024;

    private final Ring ring;
    private final ScreenModes modes = new ScreenModes();
    private final List<Viewer> viewers = new CopyOnWriteArrayList<>();
    private final StateOf state;
    private volatile @Nullable Viewer driver;
    private volatile Runnable wake = () -> {};
    private volatile boolean holding;
    private volatile long lastOutput = System.nanoTime();
    private long holdingSince;
    private boolean holdSpent;

    /** Writes the session's state as one viewer sees it. */
    interface StateOf {
        String json(Viewer viewer, long position, boolean first);
    }

    Stream(Ring ring, StateOf state) {
        this.ring = ring;
        this.state = state;
        followOld();
    }

    /** After a restart the ring holds what was said before; a screen may begin there. */
    private void followOld() {
        byte[] chunk = new byte[64 * 1024];
        long at = Math.max(ring.start(), ring.head() - 2L * SNAPSHOT_BYTES);
        int count = ring.read(at, chunk, 0, chunk.length);
        while (count > 0) {
            byte[] part = count == chunk.length ? chunk : java.util.Arrays.copyOf(chunk, count);
            modes.follow(part, 0, at);
            at += count;
            count = ring.read(at, chunk, 0, chunk.length);
        }
        modes.takeQuestion();
    }

    /** Takes output from the program and hands it to every viewer whose socket is free, on this very thread. */
    void append(ByteBuffer bytes) {
        byte[] frame = new byte[bytes.remaining() + 1];
        frame[0] = TerminalFrame.OUTPUT;
        bytes.get(frame, 1, frame.length - 1);
        append(frame);
    }

    /** Adds words of the sidecar's own. */
    void say(String words) {
        append(ByteBuffer.wrap(words.getBytes(StandardCharsets.UTF_8)));
    }

    private synchronized void append(byte[] frame) {
        long offset = ring.head();
        ring.append(frame, 1);
        modes.follow(frame, 1, offset);
        lastOutput = System.nanoTime();
        for (Viewer viewer : viewers) {
            viewer.output(frame, offset);
        }
    }

    long head() {
        return ring.head();
    }

    InputOffsets inputOffsets() {
        return ring.inputOffsets();
    }

    ScreenModes modes() {
        return modes;
    }

    long quietNanos() {
        return System.nanoTime() - lastOutput;
    }

    /** Whether a stream can go on from an offset. */
    boolean holds(long offset) {
        return offset >= ring.start() && offset <= ring.head();
    }

    int read(long position, byte[] frame, int offset) {
        return ring.read(position, frame, offset, frame.length - offset);
    }

    String title() {
        return "SAC";
    }

    String stateFor(Viewer viewer, long position, boolean first) {
        return state.json(viewer, position, first);
    }

    /** A screen of the stream up to an offset. */
    ByteBuffer snapshot(byte kind, long upTo) {
        ScreenModes.Cut cut = modes.cutAfter(Math.max(ring.start(), upTo - SNAPSHOT_BYTES));
        byte[] tail = {};
        int length = 0;
        int bits = ScreenModes.FRESH;
        if (cut != null && cut.offset() < upTo) {
            tail = new byte[(int) Math.min(upTo - cut.offset(), 2L * SNAPSHOT_BYTES)];
            length = Math.max(0, ring.read(cut.offset(), tail, 0, tail.length));
            bits = cut.bits();
        }
        byte[] screen = Snapshot.of(tail, length, bits);
        return ByteBuffer.allocate(screen.length + 1).put(kind).put(screen).flip();
    }

    List<Viewer> viewers() {
        return viewers;
    }

    @Nullable
    Viewer driver() {
        return driver;
    }

    void drive(@Nullable Viewer viewer) {
        driver = viewer;
        wake.run();
    }

    /** What to call when a hold may be over. */
    void onWake(Runnable newWake) {
        wake = newWake;
    }

    /** For how long the program should not be read, because its driver cannot follow. Only for the reading thread. */
    long holdMillis() {
        Viewer current = driver;
        boolean wanted = current != null && (current.paused() || current.lag() > (holding ? HOLD_UNTIL : HOLD_ABOVE));
        if (!wanted) {
            holding = false;
            holdSpent = false;
            return 0;
        }
        if (holdSpent) {
            return 0;
        }
        long now = System.nanoTime();
        if (!holding) {
            holding = true;
            holdingSince = now;
        }
        long left = HOLD_NANOS - (now - holdingSince);
        if (left <= 0) {
            holding = false;
            holdSpent = true;
            return 0;
        }
        return Math.max(1, TimeUnit.NANOSECONDS.toMillis(left));
    }

    void drained(Viewer viewer) {
        if (holding && viewer == driver && viewer.lag() <= HOLD_UNTIL) {
            wake.run();
        }
    }

    @Override
    public void close() {
        ring.close();
    }
}
