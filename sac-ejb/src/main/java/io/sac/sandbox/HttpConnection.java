package io.sac.sandbox;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP/1.1 connection on a blocking socket: a few requests one after the other, the last of which may turn it into
 * a WebSocket. Small on purpose: a terminal's relay reads this very socket, and every layer above it costs a wake-up.
 */
final class HttpConnection implements Closeable {
    private static final int HEAD_LIMIT = 16 * 1024;
    private static final int BODY_LIMIT = 4 * 1024 * 1024;

    private final Socket socket;
    private final String authority;
    private final Duration time;
    private long deadline;
    private byte[] buffer = new byte[8 * 1024];
    private int start;
    private int end;

    private HttpConnection(Socket socket, String authority, Duration time, long deadline) {
        this.socket = socket;
        this.authority = authority;
        this.time = time;
        this.deadline = deadline;
    }

    /** Connects; everything until the answer to the last request must be over within the time. */
    static HttpConnection open(String host, int port, Duration time) throws IOException {
        long deadline = System.nanoTime() + time.toNanos();
        Socket socket = new Socket();
        try {
            socket.setTcpNoDelay(true);
            socket.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
            socket.connect(new InetSocketAddress(host, port), (int) Math.min(3_000, time.toMillis()));
            String name = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
            return new HttpConnection(socket, name + ":" + port, time, deadline);
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    /** Sends one request and reads its answer. Header values must be safe; the caller makes them. */
    Answer exchange(String method, String path, Map<String, String> headers, byte @Nullable [] body)
            throws IOException {
        StringBuilder head = head(method, path, headers);
        if (body != null) {
            head.append("Content-Type: application/json\r\nContent-Length: ")
                    .append(body.length)
                    .append("\r\n");
        } else if (!method.equals("GET")) {
            head.append("Content-Length: 0\r\n");
        }
        byte[] bytes = head.append("\r\n").toString().getBytes(StandardCharsets.UTF_8);
        byte[] request = bytes;
        if (body != null) {
            request = Arrays.copyOf(bytes, bytes.length + body.length);
            System.arraycopy(body, 0, request, bytes.length, body.length);
        }
        socket.getOutputStream().write(request);
        return answer();
    }

    /**
     * Sends a request with a long body, of which nothing is sent before the other side wants it; the time of this
     * connection begins anew when all of it is sent.
     */
    Answer stream(String path, Map<String, String> headers, long size, InputStream body) throws IOException {
        StringBuilder head = head("PUT", path, headers)
                .append("Content-Type: application/octet-stream\r\nExpect: 100-continue\r\nContent-Length: ")
                .append(size)
                .append("\r\n\r\n");
        socket.getOutputStream().write(head.toString().getBytes(StandardCharsets.UTF_8));
        Answer first = answer();
        if (first.status() != 100) {
            return first;
        }
        byte[] part = new byte[64 * 1024];
        long left = size;
        while (left > 0) {
            int count = readSome(body, part, left);
            socket.getOutputStream().write(part, 0, count);
            left -= count;
        }
        deadline = System.nanoTime() + time.toNanos();
        return answer();
    }

    private static int readSome(InputStream body, byte[] into, long most) throws BodyEndedException {
        try {
            int count = body.read(into, 0, (int) Math.min(into.length, most));
            if (count > 0) {
                return count;
            }
            throw new BodyEndedException(null);
        } catch (BodyEndedException e) {
            throw e;
        } catch (IOException e) {
            throw new BodyEndedException(e);
        }
    }

    private StringBuilder head(String method, String path, Map<String, String> headers) {
        StringBuilder head = new StringBuilder(256)
                .append(method)
                .append(' ')
                .append(path)
                .append(" HTTP/1.1\r\nHost: ")
                .append(authority)
                .append("\r\n");
        headers.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        return head;
    }

    /** What was read beyond the last answer; the first bytes of what follows on this socket. */
    byte[] rest() {
        return Arrays.copyOfRange(buffer, start, end);
    }

    Socket socket() {
        return socket;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private Answer answer() throws IOException {
        int budget = HEAD_LIMIT;
        String status = line(budget);
        if (!status.startsWith("HTTP/1.1 ") || status.length() < 12) {
            throw new IOException("no HTTP answer");
        }
        int code = number(status.substring(9, 12), 10);
        Map<String, String> headers = new TreeMap<>();
        String line;
        while (!(line = line(budget)).isEmpty()) {
            budget -= line.length();
            int colon = line.indexOf(':');
            if (colon > 0) {
                headers.put(
                        line.substring(0, colon).toLowerCase(Locale.ROOT),
                        line.substring(colon + 1).strip());
            }
        }
        return new Answer(
                code, headers, code == 100 || code == 101 || code == 204 || code == 304 ? new byte[0] : body(headers));
    }

    private byte[] body(Map<String, String> headers) throws IOException {
        if ("chunked".equalsIgnoreCase(headers.get("transfer-encoding"))) {
            return chunks();
        }
        String length = headers.get("content-length");
        if (length == null) {
            throw new IOException("an answer without a length");
        }
        return take(number(length, 10));
    }

    private byte[] chunks() throws IOException {
        byte[] whole = new byte[0];
        while (true) {
            String size = line(HEAD_LIMIT);
            int semicolon = size.indexOf(';');
            byte[] chunk = take(number(semicolon < 0 ? size : size.substring(0, semicolon), 16));
            if (chunk.length == 0) {
                while (!line(HEAD_LIMIT).isEmpty()) {
                    // trailers say nothing here
                }
                return whole;
            }
            if (whole.length + chunk.length > BODY_LIMIT) {
                throw new IOException("an answer that is too long");
            }
            whole = Arrays.copyOf(whole, whole.length + chunk.length);
            System.arraycopy(chunk, 0, whole, whole.length - chunk.length, chunk.length);
            line(HEAD_LIMIT);
        }
    }

    private byte[] take(int length) throws IOException {
        if (length < 0 || length > BODY_LIMIT) {
            throw new IOException("an answer that is too long");
        }
        byte[] body = new byte[length];
        int have = 0;
        while (have < length) {
            if (start == end) {
                fill();
            }
            int part = Math.min(length - have, end - start);
            System.arraycopy(buffer, start, body, have, part);
            start += part;
            have += part;
        }
        return body;
    }

    private String line(int limit) throws IOException {
        int scanned = start;
        while (true) {
            for (; scanned < end; scanned++) {
                if (buffer[scanned] == '\n') {
                    int stop = scanned > start && buffer[scanned - 1] == '\r' ? scanned - 1 : scanned;
                    String line = new String(buffer, start, stop - start, StandardCharsets.ISO_8859_1);
                    start = scanned + 1;
                    return line;
                }
            }
            if (end - start > limit) {
                throw new IOException("an answer's head is too long");
            }
            scanned -= start;
            fill();
            scanned += start;
        }
    }

    private void fill() throws IOException {
        if (start > 0) {
            System.arraycopy(buffer, start, buffer, 0, end - start);
            end -= start;
            start = 0;
        }
        if (end == buffer.length) {
            buffer = Arrays.copyOf(buffer, buffer.length * 2);
        }
        long left = (deadline - System.nanoTime()) / 1_000_000;
        if (left <= 0) {
            throw new SocketTimeoutException("no answer in time");
        }
        socket.setSoTimeout((int) left);
        InputStream in = socket.getInputStream();
        int count = in.read(buffer, end, buffer.length - end);
        if (count < 0) {
            throw new EOFException("the connection was closed");
        }
        end += count;
    }

    private static int number(String text, int radix) throws IOException {
        try {
            return Integer.parseInt(text.strip(), radix);
        } catch (NumberFormatException e) {
            throw new IOException("an answer that is not HTTP", e);
        }
    }

    /** Whoever gave the body of a request stopped before its end. */
    static final class BodyEndedException extends IOException {
        private static final long serialVersionUID = 1L;

        BodyEndedException(@Nullable IOException cause) {
            super("the body of a request ended too early", cause);
        }
    }

    /** Status, headers by lower-case name, and the whole body. */
    record Answer(int status, Map<String, String> headers, byte[] body) {
        String text() {
            return new String(body, StandardCharsets.UTF_8);
        }
    }
}
