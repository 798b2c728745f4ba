package io.sac.terminal;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The server's end of a WebSocket after its upgrade, that sends every message back. */
final class TerminalEcho {
    private static final Logger LOG = LoggerFactory.getLogger(TerminalEcho.class);
    private static final int CLOSE = 8;

    private TerminalEcho() {}

    static void serve(Socket socket) {
        try (socket;
                var in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
                var out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream()))) {
            boolean open = true;
            while (open) {
                open = echo(in, out);
            }
        } catch (IOException e) {
            LOG.trace("terminal echo", e);
        }
    }

    private static boolean echo(DataInputStream in, DataOutputStream out) throws IOException {
        int first = in.readUnsignedByte();
        int second = in.readUnsignedByte() & 0x7f;
        int length = switch (second) {
            case 126 -> in.readUnsignedShort();
            case 127 -> Math.toIntExact(in.readLong());
            default -> second;
        };
        byte[] mask = in.readNBytes(4);
        byte[] payload = in.readNBytes(length);
        for (int i = 0; i < length; i++) {
            payload[i] ^= mask[i & 3];
        }
        out.writeByte(first);
        if (length < 126) {
            out.writeByte(length);
        } else if (length < 65_536) {
            out.writeByte(126);
            out.writeShort(length);
        } else {
            out.writeByte(127);
            out.writeLong(length);
        }
        out.write(payload);
        out.flush();
        return (first & 0x0f) != CLOSE;
    }
}
