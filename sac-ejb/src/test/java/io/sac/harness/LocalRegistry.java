package io.sac.harness;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;

/** An npm registry with one package, that can break off in the middle. */
final class LocalRegistry implements AutoCloseable {
    private final HttpServer server;
    private final String name;
    private final String version;
    private final byte[] archive;
    private final AtomicInteger downloads = new AtomicInteger();
    private volatile int breakOffAfter = Integer.MAX_VALUE;

    private LocalRegistry(HttpServer server, String name, String version, byte[] archive) {
        this.server = server;
        this.name = name;
        this.version = version;
        this.archive = archive;
    }

    static LocalRegistry start(String name, String version, byte[] archive) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        LocalRegistry registry = new LocalRegistry(server, name, version, archive);
        server.createContext("/", registry::answer);
        server.start();
        return registry;
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
    }

    int size() {
        return archive.length;
    }

    int downloads() {
        return downloads.get();
    }

    void breakOffAfter(int bytes) {
        breakOffAfter = bytes;
    }

    String integrity() {
        try {
            return "sha512-"
                    + Base64.getEncoder()
                            .encodeToString(MessageDigest.getInstance("SHA-512").digest(archive));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (exchange.getRequestURI().getPath().endsWith(".tgz")) {
                downloads.incrementAndGet();
                exchange.sendResponseHeaders(200, archive.length);
                exchange.getResponseBody().write(archive, 0, Math.min(archive.length, breakOffAfter));
            } else if (exchange.getRequestURI().getPath().substring(1).equals(name)) {
                byte[] body = """
                        {"name":"%s","dist-tags":{"latest":"%s"},"versions":{"%s":{"name":"%s","version":"%s",
                         "dist":{"tarball":"%scli.tgz","integrity":"%s"}}}}""".formatted(name, version, version, name, version, url(), integrity())
                        .getBytes(StandardCharsets.UTF_8);
                exchange.getResponseHeaders().set("Content-Type", "application/json");
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body);
            } else {
                exchange.sendResponseHeaders(404, -1);
            }
        }
    }

    /** A gzip'd tar with a package.json and one executable file of random bytes. */
    static byte[] archive(String path, int size) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(bytes)) {
            byte[] manifest = "{\"name\":\"cli\",\"version\":\"1.2.3\"}".getBytes(StandardCharsets.UTF_8);
            entry(out, "package/package.json", "0000644", manifest);
            byte[] content = new byte[size];
            new Random(1).nextBytes(content);
            entry(out, path, "0000755", content);
            out.write(new byte[1024]);
        }
        return bytes.toByteArray();
    }

    private static void entry(OutputStream out, String path, String mode, byte[] content) throws IOException {
        byte[] header = new byte[512];
        put(header, 0, path);
        put(header, 100, mode);
        put(header, 108, "0000000");
        put(header, 116, "0000000");
        put(header, 124, "%011o".formatted(content.length));
        put(header, 136, "00000000000");
        Arrays.fill(header, 148, 156, (byte) ' ');
        header[156] = '0';
        put(header, 257, "ustar\00000");
        int sum = 0;
        for (byte b : header) {
            sum += b & 0xff;
        }
        put(header, 148, "%06o\0 ".formatted(sum));
        out.write(header);
        out.write(content);
        out.write(new byte[(512 - content.length % 512) % 512]);
    }

    private static void put(byte[] header, int at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        System.arraycopy(bytes, 0, header, at, bytes.length);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
