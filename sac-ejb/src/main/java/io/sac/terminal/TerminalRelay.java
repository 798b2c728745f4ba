package io.sac.terminal;

import io.sac.protocol.TerminalFrame;
import io.sac.sandbox.SidecarSocket;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.IntUnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One terminal: a viewer on one side, the session's socket at its sidecar on the other. A platform thread reads the
 * sidecar and writes to the viewer, the thread that brings the viewer's frames writes to the sidecar. Nothing is kept
 * in between: whoever is slow is felt by the other side through TCP, and a frame is never held back to join another.
 */
public final class TerminalRelay implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(TerminalRelay.class);
    private static final long PING_NANOS = TimeUnit.SECONDS.toNanos(20);
    private static final long SILENCE_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final int CHECK_MILLIS = 10_000;
    private static final int GOING_AWAY = 1001;
    private static final int COME_AGAIN = 1012;
    private static final int NO_CODE = 1005;
    private static final int NORMAL = 1000;

    private final TerminalClient client;
    private final SidecarSocket upstream;
    private final IntUnaryOperator agentSaid;
    private final Consumer<TerminalRelay> onEnd;
    private final AtomicBoolean ended = new AtomicBoolean();
    private volatile long heard = System.nanoTime();
    private volatile long sendingSince;
    private volatile long fromAgent;
    private volatile long fromViewer;
    private long pinged = heard;
    private int messageBytes;
    private boolean inMessage;

    /**
     * A terminal between the two.
     *
     * @param agentSaid what the viewer is told for the code with which the sidecar closes
     */
    TerminalRelay(
            TerminalClient client, SidecarSocket upstream, IntUnaryOperator agentSaid, Consumer<TerminalRelay> onEnd) {
        this.client = client;
        this.upstream = upstream;
        this.agentSaid = agentSaid;
        this.onEnd = onEnd;
    }

    /** Relays until one side ends; the relay's own thread. */
    @Override
    public void run() {
        try {
            upstream.readTimeout(CHECK_MILLIS);
            while (!ended.get()) {
                try {
                    relay(upstream.read());
                } catch (SocketTimeoutException e) {
                    upstream.rest();
                }
                lookAfterViewer();
            }
        } catch (EOFException e) {
            end(COME_AGAIN, "the agent's side went away");
        } catch (IOException e) {
            if (sendingSince != 0) {
                end(GOING_AWAY, "the viewer went away");
            } else {
                end(COME_AGAIN, "the agent's side was cut");
            }
        } catch (RuntimeException e) {
            // The container says so when the viewer's connection closed under a write.
            LOG.debug("terminal relay", e);
            end(sendingSince != 0 ? GOING_AWAY : COME_AGAIN, "the terminal was cut");
        }
    }

    /** A part of a binary message of the viewer; blocks as long as the sidecar does not take it. */
    public void binary(ByteBuffer part, boolean last) {
        forward(SidecarSocket.BINARY, part, last);
    }

    /** A part of a text message of the viewer. */
    public void text(String part, boolean last) {
        forward(SidecarSocket.TEXT, ByteBuffer.wrap(part.getBytes(StandardCharsets.UTF_8)), last);
    }

    /** The viewer answered a ping. */
    public void pong() {
        heard = System.nanoTime();
    }

    /** The viewer closed its connection with this code. */
    public void viewerClosed(int code) {
        if (ended.compareAndSet(false, true)) {
            leave(sendable(code) ? code : GOING_AWAY, "");
        }
    }

    /** Ends the terminal on both sides. */
    public void end(int code, String reason) {
        if (ended.compareAndSet(false, true)) {
            leave(GOING_AWAY, reason);
            client.close(code, reason);
        }
    }

    /** Whether the viewer has taken nothing of what is being sent to it for too long, as seen from another thread. */
    boolean stuck() {
        long since = sendingSince;
        long now = System.nanoTime();
        return since != 0 && now - since > SILENCE_NANOS && now - heard > SILENCE_NANOS;
    }

    /** How many bytes have passed, from the agent and from the viewer. */
    long bytesFromAgent() {
        return fromAgent;
    }

    long bytesFromViewer() {
        return fromViewer;
    }

    private void relay(ByteBuffer payload) throws IOException {
        int bytes = payload.remaining();
        switch (upstream.opcode()) {
            case SidecarSocket.BINARY, SidecarSocket.CONTINUATION -> {
                sendingSince = System.nanoTime();
                client.sendBinary(payload, upstream.last());
                sendingSince = 0;
                fromAgent += bytes;
            }
            case SidecarSocket.TEXT -> {
                sendingSince = System.nanoTime();
                client.sendText(StandardCharsets.UTF_8.decode(payload).toString(), upstream.last());
                sendingSince = 0;
                fromAgent += bytes;
            }
            case SidecarSocket.PING -> upstream.send(SidecarSocket.PONG, true, payload);
            case SidecarSocket.CLOSE -> closedByAgent(payload);
            default -> {
                // A pong says nothing here.
            }
        }
    }

    private void closedByAgent(ByteBuffer payload) {
        int code = payload.remaining() >= 2 ? Short.toUnsignedInt(payload.getShort()) : NO_CODE;
        String reason = StandardCharsets.UTF_8.decode(payload).toString();
        int said = agentSaid.applyAsInt(code == NO_CODE ? NORMAL : code);
        end(sendable(said) ? said : COME_AGAIN, reason);
    }

    private void lookAfterViewer() throws IOException {
        long now = System.nanoTime();
        if (now - pinged < PING_NANOS) {
            return;
        }
        if (now - heard > SILENCE_NANOS) {
            end(GOING_AWAY, "the viewer does not answer");
            return;
        }
        pinged = now;
        sendingSince = now;
        client.ping();
        sendingSince = 0;
    }

    private void forward(int kind, ByteBuffer part, boolean last) {
        heard = System.nanoTime();
        if (ended.get()) {
            return;
        }
        int bytes = part.remaining();
        messageBytes += bytes;
        if (messageBytes > TerminalFrame.MAX_BYTES) {
            end(TerminalFrame.FRAME_TOO_LARGE, "a frame is at most 1 MiB");
            return;
        }
        try {
            upstream.send(inMessage ? SidecarSocket.CONTINUATION : kind, last, part);
            fromViewer += bytes;
        } catch (IOException e) {
            end(COME_AGAIN, "the agent's side was cut");
            return;
        }
        inMessage = !last;
        if (last) {
            messageBytes = 0;
        }
    }

    private void leave(int code, String reason) {
        try {
            upstream.sendClose(code, reason);
        } catch (IOException e) {
            LOG.trace("closing a terminal", e);
        }
        try {
            upstream.close();
        } catch (IOException e) {
            LOG.trace("closing a terminal", e);
        }
        onEnd.accept(this);
    }

    private static boolean sendable(int code) {
        return (code >= 1000 && code <= 1014 && code != 1004 && code != NO_CODE && code != 1006)
                || (code >= 3000 && code <= 4999);
    }
}
