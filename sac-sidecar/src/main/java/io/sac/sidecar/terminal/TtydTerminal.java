package io.sac.sidecar.terminal;

import com.google.gson.JsonObject;
import io.sac.protocol.TerminalFrame;
import io.undertow.websockets.core.AbstractReceiveListener;
import io.undertow.websockets.core.BufferedBinaryMessage;
import io.undertow.websockets.core.CloseMessage;
import io.undertow.websockets.core.WebSocketCallback;
import io.undertow.websockets.core.WebSocketChannel;
import io.undertow.websockets.core.WebSockets;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.xnio.IoUtils;
import org.xnio.Pooled;

/**
 * A terminal held by ttyd. When the connection is cut it comes back by itself, and says that bytes may have been missed.
 * ttyd 1.7.7 cuts it as well when its program ended; one that says so by an orderly close is believed.
 */
final class TtydTerminal extends AbstractReceiveListener implements Terminal {
    private static final int MAX_INPUT = 16 * 1024;
    private static final int NORMAL_CLOSURE = 1000;

    /** A connection that lasted for less counts as a failure, so that a program which ends at once is not started in a loop. */
    private static final long STEADY = TimeUnit.SECONDS.toNanos(2);

    private final TtydOpener opener;
    private final TerminalOpener.Opening opening;
    private final Listener listener;
    private int columns;
    private int rows;
    private @Nullable WebSocketChannel channel;
    private boolean sending;
    private boolean roomWanted;
    private boolean ended;
    private boolean connectedBefore;
    private boolean saidGoodbye;
    private int failures;
    private long connectedAt;

    TtydTerminal(TtydOpener opener, TerminalOpener.Opening opening, Listener listener) {
        this.opener = opener;
        this.opening = opening;
        this.listener = listener;
        this.columns = opening.columns();
        this.rows = opening.rows();
    }

    void connect() {
        opener.connect(opening.session(), this::connected, this::reconnect);
    }

    private void connected(WebSocketChannel made) {
        boolean again;
        synchronized (this) {
            if (ended) {
                IoUtils.safeClose(made);
                return;
            }
            // Nobody may write before the first frame: ttyd forgets what comes when no program runs yet.
            JsonObject first = size();
            first.addProperty("AuthToken", "");
            WebSockets.sendBinary(ByteBuffer.wrap(first.toString().getBytes(StandardCharsets.UTF_8)), made, null);
            connectedAt = System.nanoTime();
            channel = made;
            sending = false;
            again = connectedBefore;
            connectedBefore = true;
        }
        if (again) {
            listener.missed();
        }
        made.getReceiveSetter().set(this);
        made.addCloseTask(this::closed);
        made.resumeReceives();
        room();
    }

    private void closed(WebSocketChannel gone) {
        boolean orderly;
        synchronized (this) {
            if (channel != gone || ended) {
                return;
            }
            channel = null;
            failures = System.nanoTime() - connectedAt < STEADY ? failures : 0;
            orderly = saidGoodbye;
            ended = orderly;
        }
        if (orderly) {
            listener.ended(0);
        } else {
            reconnect();
        }
    }

    private synchronized void reconnect() {
        if (!ended) {
            failures++;
            opener.later(this::connect, Math.min(5000, 200 << Math.min(failures, 5)));
        }
    }

    @Override
    protected void onFullBinaryMessage(WebSocketChannel from, BufferedBinaryMessage message) {
        Pooled<ByteBuffer[]> data = message.getData();
        try {
            ByteBuffer frame = WebSockets.mergeBuffers(data.getResource());
            if (frame.hasRemaining() && frame.get() == TerminalFrame.OUTPUT && frame.hasRemaining()) {
                listener.output(frame);
                hold();
            }
        } finally {
            data.free();
        }
    }

    /** The channel's own close code is 1000 for a connection that was cut as well. */
    @Override
    protected void onCloseMessage(CloseMessage message, WebSocketChannel from) {
        synchronized (this) {
            saidGoodbye = message.getCode() == NORMAL_CLOSURE;
        }
    }

    private void hold() {
        long hold = listener.holdMillis();
        WebSocketChannel now;
        synchronized (this) {
            now = channel;
        }
        if (now == null) {
            return;
        }
        if (hold > 0) {
            now.suspendReceives();
            opener.later(this::hold, (int) hold);
        } else if (!now.isReceivesResumed()) {
            now.resumeReceives();
        }
    }

    @Override
    public int write(byte[] bytes, int offset, int length) {
        WebSocketChannel now;
        int part = Math.min(length, MAX_INPUT);
        synchronized (this) {
            if (channel == null || sending) {
                return ended ? -1 : 0;
            }
            now = channel;
            sending = true;
        }
        ByteBuffer frame = ByteBuffer.allocate(part + 1)
                .put(TerminalFrame.INPUT)
                .put(bytes, offset, part)
                .flip();
        WebSockets.sendBinary(frame, now, new WebSocketCallback<Void>() {
            @Override
            public void complete(WebSocketChannel done, Void nothing) {
                if (isCurrent(done)) {
                    room();
                }
            }

            @Override
            public void onError(WebSocketChannel failed, Void nothing, Throwable why) {
                IoUtils.safeClose(failed);
            }
        });
        return part;
    }

    private synchronized boolean isCurrent(WebSocketChannel other) {
        return channel == other;
    }

    private void room() {
        boolean wanted;
        synchronized (this) {
            sending = false;
            wanted = roomWanted;
            roomWanted = false;
        }
        if (wanted) {
            listener.writable();
        }
    }

    @Override
    public void awaitRoom() {
        boolean free;
        synchronized (this) {
            free = channel != null && !sending;
            roomWanted = !free;
        }
        if (free) {
            opener.later(listener::writable, 0);
        }
    }

    @Override
    public synchronized void resize(int newColumns, int newRows) {
        columns = newColumns;
        rows = newRows;
        if (channel != null) {
            byte[] json = size().toString().getBytes(StandardCharsets.UTF_8);
            ByteBuffer frame = ByteBuffer.allocate(json.length + 1)
                    .put(TerminalFrame.RESIZE)
                    .put(json)
                    .flip();
            WebSockets.sendBinary(frame, channel, null);
        }
    }

    private synchronized JsonObject size() {
        JsonObject size = new JsonObject();
        size.addProperty("columns", columns);
        size.addProperty("rows", rows);
        return size;
    }

    @Override
    public void wake() {
        opener.later(this::hold, 0);
    }

    @Override
    public int pid() {
        return -1;
    }

    @Override
    public boolean foreground() {
        return true;
    }

    @Override
    public void end() {
        WebSocketChannel now;
        synchronized (this) {
            ended = true;
            now = channel;
            channel = null;
        }
        if (now != null) {
            IoUtils.safeClose(now);
        }
    }
}
