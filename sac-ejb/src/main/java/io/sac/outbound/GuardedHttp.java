package io.sac.outbound;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * The only way in which SAC calls an address that somebody typed. A name is resolved once, every address of it is
 * judged, and exactly that address is connected to, under the typed name for TLS and Host; redirects are answers like
 * any other; the time and the size of the answer are bounded.
 */
public final class GuardedHttp {
    private static final int MAX_HEAD = 64 * 1024;

    private final SSLContext tls;
    private final OutboundProxy proxy;
    private final Duration timeout;
    private final int maxBody;

    public GuardedHttp(SSLContext tls, OutboundProxy proxy, Duration timeout, int maxBody) {
        this.tls = tls;
        this.proxy = proxy;
        this.timeout = timeout;
        this.maxBody = maxBody;
    }

    /** One answer; header names are in lower case, and a body past the bound is cut. */
    public record Answer(int status, Map<String, String> headers, byte[] body) {
        public String text() {
            return new String(body, StandardCharsets.UTF_8);
        }

        @Override
        public String toString() {
            return "Answer[" + status + "]";
        }
    }

    /**
     * Sends one request over one connection.
     *
     * @throws AddressRefusedException when the address is not public and {@code privateAllowed} is false
     * @throws SocketTimeoutException when it takes longer than the timeout in all
     */
    public Answer send(String method, URI target, Map<String, String> headers, byte[] body, boolean privateAllowed)
            throws IOException {
        String host = target.getHost();
        boolean secure = "https".equalsIgnoreCase(target.getScheme());
        if (host == null || !(secure || "http".equalsIgnoreCase(target.getScheme()))) {
            throw new IOException("not an http address");
        }
        long deadline = System.nanoTime() + timeout.toNanos();
        int port = target.getPort() > 0 ? target.getPort() : secure ? 443 : 80;
        try (Socket plain = connect(target, host, port, secure, privateAllowed, deadline)) {
            Socket socket = secure ? overTls(plain, host, port) : plain;
            try (socket) {
                boolean absoluteForm = !secure && proxy.forAddress(target).isPresent();
                write(socket.getOutputStream(), method, target, absoluteForm, headers, body);
                return read(new Deadline(socket, deadline), method);
            }
        }
    }

    private Socket connect(URI target, String host, int port, boolean secure, boolean privateAllowed, long deadline)
            throws IOException {
        Optional<URI> through = proxy.forAddress(target);
        Socket socket = new Socket();
        boolean good = false;
        try {
            if (through.isEmpty()) {
                InetAddress address = AddressGuard.resolve(bare(host), privateAllowed);
                socket.connect(new InetSocketAddress(address, port), left(deadline));
            } else {
                judgeBehindProxy(host, privateAllowed);
                socket.connect(OutboundProxy.address(through.get()), left(deadline));
                if (secure) {
                    tunnel(socket, through.get(), host, port, deadline);
                }
            }
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(left(deadline));
            good = true;
            return socket;
        } finally {
            if (!good) {
                socket.close();
            }
        }
    }

    /** Behind a proxy names may be unknown here; what can be resolved must still be public. */
    private static void judgeBehindProxy(String host, boolean privateAllowed) throws AddressRefusedException {
        try {
            AddressGuard.resolve(bare(host), privateAllowed);
        } catch (java.net.UnknownHostException e) {
            if (!privateAllowed && !host.contains(".")) {
                throw new AddressRefusedException();
            }
        }
    }

    private static String bare(String host) {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    private void tunnel(Socket socket, URI through, String host, int port, long deadline) throws IOException {
        StringBuilder head =
                new StringBuilder("CONNECT " + host + ":" + port + " HTTP/1.1\r\nHost: " + host + ":" + port + "\r\n");
        OutboundProxy.authorization(through)
                .ifPresent(value ->
                        head.append("Proxy-Authorization: ").append(value).append("\r\n"));
        socket.getOutputStream().write(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
        Deadline in = new Deadline(socket, deadline);
        Head answer = head(in);
        if (answer.status() != 200) {
            throw new IOException("the proxy answered " + answer.status());
        }
    }

    private SSLSocket overTls(Socket plain, String host, int port) throws IOException {
        SSLSocket socket = (SSLSocket) tls.getSocketFactory().createSocket(plain, bare(host), port, true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    private static void write(
            OutputStream out, String method, URI target, boolean absoluteForm, Map<String, String> headers, byte[] body)
            throws IOException {
        String path = target.getRawPath() == null || target.getRawPath().isEmpty() ? "/" : target.getRawPath();
        String query = target.getRawQuery() == null ? "" : "?" + target.getRawQuery();
        String authority = target.getRawAuthority();
        StringBuilder head = new StringBuilder(method)
                .append(' ')
                .append(absoluteForm ? "http://" + authority : "")
                .append(path)
                .append(query)
                .append(" HTTP/1.1\r\nHost: ")
                .append(authority)
                .append("\r\nConnection: close\r\nAccept: application/json\r\nAccept-Encoding: identity\r\n");
        headers.forEach((name, value) -> {
            if (value.chars().anyMatch(c -> c < ' ' || c > '~')) {
                throw new IllegalArgumentException("a header value has characters that do not belong there");
            }
            head.append(name).append(": ").append(value).append("\r\n");
        });
        if (body.length > 0) {
            head.append("Content-Length: ").append(body.length).append("\r\n");
        }
        out.write(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
        out.write(body);
        out.flush();
    }

    private record Head(int status, Map<String, String> headers) {}

    private Answer read(Deadline in, String method) throws IOException {
        Head head = head(in);
        while (head.status() >= 100 && head.status() < 200) {
            head = head(in);
        }
        boolean bodiless = method.equals("HEAD") || head.status() == 204 || head.status() == 304;
        return new Answer(head.status(), head.headers(), bodiless ? new byte[0] : body(in, head.headers()));
    }

    private static Head head(Deadline in) throws IOException {
        int[] left = {MAX_HEAD};
        String[] status = line(in, left).split(" ", 3);
        if (status.length < 2 || !status[0].startsWith("HTTP/1.") || !status[1].matches("[1-5][0-9][0-9]")) {
            throw new IOException("the answer is not HTTP");
        }
        Map<String, String> headers = new TreeMap<>();
        for (String line = line(in, left); !line.isEmpty(); line = line(in, left)) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                headers.putIfAbsent(
                        line.substring(0, colon).strip().toLowerCase(Locale.ROOT),
                        line.substring(colon + 1).strip());
            }
        }
        return new Head(Integer.parseInt(status[1]), headers);
    }

    private static String line(Deadline in, int[] left) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new IOException("the connection ended in the middle of the answer");
            }
            if (left[0]-- <= 0) {
                throw new IOException("the answer's head is too long");
            }
            line.append((char) c);
        }
        if (!line.isEmpty() && line.charAt(line.length() - 1) == '\r') {
            line.setLength(line.length() - 1);
        }
        return line.toString();
    }

    private byte[] body(Deadline in, Map<String, String> headers) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        if (headers.getOrDefault("transfer-encoding", "")
                .toLowerCase(Locale.ROOT)
                .contains("chunked")) {
            chunks(in, body);
        } else {
            long length =
                    headers.containsKey("content-length") ? number(headers.get("content-length"), 10) : Long.MAX_VALUE;
            copy(in, body, length);
        }
        return body.toByteArray();
    }

    private void chunks(Deadline in, ByteArrayOutputStream body) throws IOException {
        int[] left = {MAX_HEAD};
        while (body.size() < maxBody) {
            String size = line(in, left);
            int semicolon = size.indexOf(';');
            long length = number(semicolon < 0 ? size : size.substring(0, semicolon), 16);
            if (length == 0) {
                return;
            }
            copy(in, body, length);
            line(in, left);
        }
    }

    private void copy(Deadline in, ByteArrayOutputStream body, long length) throws IOException {
        byte[] buffer = new byte[8192];
        long left = Math.min(length, (long) maxBody - body.size());
        while (left > 0) {
            int read = in.read(buffer, (int) Math.min(buffer.length, left));
            if (read < 0) {
                return;
            }
            body.write(buffer, 0, read);
            left -= read;
        }
    }

    private static long number(String text, int radix) throws IOException {
        try {
            return Long.parseLong(text.strip(), radix);
        } catch (NumberFormatException e) {
            throw new IOException("the answer is not HTTP", e);
        }
    }

    private static int left(long deadline) throws SocketTimeoutException {
        long millis = (deadline - System.nanoTime()) / 1_000_000;
        if (millis <= 0) {
            throw new SocketTimeoutException("it took too long");
        }
        return (int) Math.min(Integer.MAX_VALUE, millis);
    }

    /** Reads with what is left of one deadline, so that an answer that drips cannot hold the caller. */
    private static final class Deadline {
        private final Socket socket;
        private final InputStream in;
        private final long deadline;

        Deadline(Socket socket, long deadline) throws IOException {
            this.socket = socket;
            this.in = new BufferedInputStream(socket.getInputStream());
            this.deadline = deadline;
        }

        int read() throws IOException {
            socket.setSoTimeout(left(deadline));
            return in.read();
        }

        int read(byte[] buffer, int length) throws IOException {
            socket.setSoTimeout(left(deadline));
            return in.read(buffer, 0, length);
        }
    }
}
