package io.sac.bench;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** A WebSocket client on a blocking socket with as little in between as can be, so that it measures the other side. */
final class FrameSocket implements AutoCloseable {
    private static final int PING = 9;
    private static final int PONG = 10;
    private static final int CLOSE = 8;

    private final Socket socket;
    private final DataInputStream in;
    private final OutputStream out;
    private int closeCode;

    private FrameSocket(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 256 * 1024));
        this.out = socket.getOutputStream();
    }

    static FrameSocket open(int port, String path, String protocol, Map<String, String> headers) throws IOException {
        Socket socket = new Socket("127.0.0.1", port);
        socket.setTcpNoDelay(true);
        StringBuilder request = new StringBuilder("GET ")
                .append(path)
                .append(" HTTP/1.1\r\nHost: localhost:")
                .append(port)
                .append("\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n")
                .append("Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Protocol: ")
                .append(protocol)
                .append("\r\n");
        headers.forEach(
                (name, value) -> request.append(name).append(": ").append(value).append("\r\n"));
        socket.getOutputStream().write(request.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII));
        FrameSocket frames = new FrameSocket(socket);
        String status = frames.line();
        if (!status.contains(" 101 ")) {
            throw new IOException(status);
        }
        while (!frames.line().isEmpty()) {
            // the other headers say nothing here
        }
        return frames;
    }

    void send(int opcode, byte[] payload) throws IOException {
        ByteBuffer frame = ByteBuffer.allocate(payload.length + 14);
        frame.put((byte) (0x80 | opcode));
        if (payload.length < 126) {
            frame.put((byte) (0x80 | payload.length));
        } else {
            frame.put((byte) (0x80 | 126)).putShort((short) payload.length);
        }
        // A mask of zeros masks nothing, and is one.
        frame.putInt(0).put(payload);
        out.write(frame.array(), 0, frame.position());
    }

    void send(String payload) throws IOException {
        send(2, payload.getBytes(StandardCharsets.UTF_8));
    }

    /** The next message with anything in it; pings are answered on the way. */
    byte[] read() throws IOException {
        while (true) {
            int first = in.readUnsignedByte();
            int second = in.readUnsignedByte();
            int length = switch (second) {
                case 126 -> in.readUnsignedShort();
                case 127 -> Math.toIntExact(in.readLong());
                default -> second;
            };
            byte[] payload = in.readNBytes(length);
            switch (first & 0x0f) {
                case PING -> send(PONG, payload);
                case PONG -> {
                    // nobody asked
                }
                case CLOSE -> {
                    closeCode = length < 2 ? 1005 : ByteBuffer.wrap(payload).getShort() & 0xffff;
                    throw new IOException("closed with " + closeCode);
                }
                default -> {
                    return payload;
                }
            }
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new IOException("closed");
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }
}
