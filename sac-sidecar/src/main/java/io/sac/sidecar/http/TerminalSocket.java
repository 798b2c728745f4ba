package io.sac.sidecar.http;

import io.sac.protocol.TerminalFrame;
import io.sac.sidecar.terminal.Session;
import io.sac.sidecar.terminal.Viewer;
import io.sac.sidecar.terminal.ViewerSocket;
import io.undertow.util.ImmediatePooledByteBuffer;
import io.undertow.websockets.core.AbstractReceiveListener;
import io.undertow.websockets.core.BufferedBinaryMessage;
import io.undertow.websockets.core.BufferedTextMessage;
import io.undertow.websockets.core.StreamSinkFrameChannel;
import io.undertow.websockets.core.WebSocketChannel;
import io.undertow.websockets.core.WebSocketFrameType;
import io.undertow.websockets.core.WebSockets;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.xnio.ChannelListeners;
import org.xnio.IoUtils;
import org.xnio.Pooled;

/** A viewer's WebSocket: frames in on the I/O thread, frames out on whichever thread has one. */
final class TerminalSocket extends AbstractReceiveListener implements ViewerSocket {
    private static final int FIRST_FRAME_MILLIS = 10_000;
    private static final int CLOSE_MILLIS = 2_000;
    private static final long SILENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

    private final WebSocketChannel channel;
    private @Nullable Session session;
    private @Nullable Viewer viewer;
    private volatile long heard = System.nanoTime();

    TerminalSocket(WebSocketChannel channel) {
        this.channel = channel;
    }

    /** Begins to serve a viewer of a session. */
    void serve(Session newSession, Viewer newViewer) {
        session = newSession;
        viewer = newViewer;
        channel.getReceiveSetter().set(this);
        channel.addCloseTask(closed -> newSession.detach(newViewer));
        channel.resumeReceives();
        later(
                () -> {
                    if (!newSession.attached(newViewer)) {
                        close(TerminalFrame.BAD_FRAME, "the first frame did not come");
                    }
                },
                FIRST_FRAME_MILLIS);
    }

    /** Refuses before anything was read. */
    void refuse(int code, String reason) {
        channel.resumeReceives();
        close(code, reason);
    }

    /** Pings; a connection that said nothing for a minute is half open and goes. */
    void ping() {
        if (System.nanoTime() - heard > SILENCE_NANOS) {
            IoUtils.safeClose(channel);
        } else {
            WebSockets.sendPing(ByteBuffer.allocate(0), channel, null);
        }
    }

    /**
     * As {@link WebSockets#sendBinary} does it, but on the I/O thread a frame that the socket took at once is known to be
     * gone at once, without another turn of the loop for every chunk of a bulk.
     */
    @Override
    public void send(ByteBuffer frame, Runnable sent) {
        try {
            StreamSinkFrameChannel sink = channel.send(WebSocketFrameType.BINARY);
            if (!sink.send(new ImmediatePooledByteBuffer(frame))) {
                throw new IOException("a new frame takes no bytes");
            }
            sink.shutdownWrites();
            boolean gone = sink.flush();
            if (!gone) {
                // The first flush puts the frame in line and writes it; only the second tells whether all of it is
                // gone.
                gone = sink.flush();
            }
            if (gone) {
                sent.run();
                return;
            }
            sink.getWriteSetter()
                    .set(ChannelListeners.<StreamSinkFrameChannel>flushingChannelListener(
                            done -> {
                                done.getWriteSetter().set(null);
                                sent.run();
                            },
                            (failed, why) -> IoUtils.safeClose(channel)));
            sink.resumeWrites();
        } catch (IOException e) {
            IoUtils.safeClose(channel);
        }
    }

    @Override
    public void close(int code, String reason) {
        String words = reason.length() > 100 ? reason.substring(0, 100) : reason;
        WebSockets.sendClose(code, words, channel, null);
        // A peer that is gone never answers, and what it did not take would wait here.
        later(() -> IoUtils.safeClose(channel), CLOSE_MILLIS);
    }

    @Override
    public void suspend() {
        channel.suspendReceives();
    }

    @Override
    public void resume() {
        channel.resumeReceives();
    }

    @Override
    public void later(Runnable task, int millis) {
        channel.getIoThread().executeAfter(task, millis, TimeUnit.MILLISECONDS);
    }

    @Override
    protected long getMaxBinaryBufferSize() {
        return 4L * TerminalFrame.MAX_BYTES;
    }

    @Override
    protected long getMaxTextBufferSize() {
        return 4L * TerminalFrame.MAX_BYTES;
    }

    @Override
    protected void onFullBinaryMessage(WebSocketChannel from, BufferedBinaryMessage message) {
        Pooled<ByteBuffer[]> data = message.getData();
        try {
            ByteBuffer[] parts = data.getResource();
            int length = 0;
            for (ByteBuffer part : parts) {
                length += part.remaining();
            }
            byte[] frame = new byte[length];
            int at = 0;
            for (ByteBuffer part : parts) {
                int count = part.remaining();
                part.get(frame, at, count);
                at += count;
            }
            take(frame);
        } finally {
            data.free();
        }
    }

    @Override
    protected void onFullTextMessage(WebSocketChannel from, BufferedTextMessage message) {
        take(message.getData().getBytes(StandardCharsets.UTF_8));
    }

    @Override
    protected void onFullPongMessage(WebSocketChannel from, BufferedBinaryMessage message) {
        heard = System.nanoTime();
        message.getData().free();
    }

    private void take(byte[] frame) {
        heard = System.nanoTime();
        Session to = session;
        Viewer by = viewer;
        if (to == null || by == null) {
            return;
        }
        if (frame.length > TerminalFrame.MAX_BYTES) {
            close(TerminalFrame.FRAME_TOO_LARGE, "the frame is larger than 1 MiB");
            to.detach(by);
            return;
        }
        to.frame(by, frame);
    }
}
