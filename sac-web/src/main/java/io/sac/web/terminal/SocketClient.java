package io.sac.web.terminal;

import io.sac.terminal.TerminalClient;
import jakarta.websocket.CloseReason;
import jakarta.websocket.RemoteEndpoint;
import jakarta.websocket.Session;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A viewer at the other end of a WebSocket. Of a buffer on the heap the container would make a direct copy for every
 * frame, with the capacity of the whole buffer and never used again; so frames leave through a direct buffer of ours.
 */
final class SocketClient implements TerminalClient {
    private static final Logger LOG = LoggerFactory.getLogger(SocketClient.class);
    private static final int LONGEST_REASON = 100;
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);
    private static final int KEYSTROKES = 2 * 1024;

    private final Session session;
    private final RemoteEndpoint.Basic remote;
    private final ByteBuffer small = ByteBuffer.allocateDirect(KEYSTROKES);
    private ByteBuffer large = small;

    SocketClient(Session session) {
        this.session = session;
        this.remote = session.getBasicRemote();
    }

    @Override
    public void sendBinary(ByteBuffer part, boolean last) throws IOException {
        ByteBuffer frame = direct(part);
        if (last) {
            remote.sendBinary(frame);
        } else {
            remote.sendBinary(frame, false);
        }
    }

    @Override
    public void sendText(String part, boolean last) throws IOException {
        remote.sendText(part, last);
    }

    @Override
    public void ping() throws IOException {
        large = small; // a burst is over by now, or takes a new one
        remote.sendPing(NOTHING.duplicate());
    }

    @Override
    public void close(int code, String reason) {
        String words = reason.length() > LONGEST_REASON ? reason.substring(0, LONGEST_REASON) : reason;
        try {
            session.close(new CloseReason(CloseReason.CloseCodes.getCloseCode(code), words));
        } catch (IOException | RuntimeException e) {
            LOG.trace("closing a viewer's socket", e);
        }
    }

    private ByteBuffer direct(ByteBuffer part) {
        int bytes = part.remaining();
        if (bytes > large.capacity()) {
            large = ByteBuffer.allocateDirect(bytes);
        }
        ByteBuffer buffer = bytes > small.capacity() ? large : small;
        return buffer.clear().put(part).flip();
    }
}
