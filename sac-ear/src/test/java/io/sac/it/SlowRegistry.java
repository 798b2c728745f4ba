package io.sac.it;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** An npm registry with one package, which it sends up to a point and no further until it is let. */
final class SlowRegistry implements AutoCloseable {
    private final HttpServer server;
    private final String version;
    private final Path archive;
    private final AtomicInteger held = new AtomicInteger();
    private long holdAt;

    SlowRegistry(String version, Path archive) throws IOException {
        this.version = version;
        this.archive = archive;
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }

    String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
    }

    /** How many downloads have come to the point where they are held. */
    int held() {
        return held.get();
    }

    synchronized void holdAt(double part) throws IOException {
        holdAt = (long) (Files.size(archive) * part);
        notifyAll();
    }

    @Override
    public void close() throws IOException {
        holdAt(2);
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (exchange.getRequestURI().getPath().endsWith(".tgz")) {
                exchange.sendResponseHeaders(200, Files.size(archive));
                send(exchange.getResponseBody());
            } else {
                byte[] body = "{\"versions\": {\"%s\": {\"dist\": {\"tarball\": \"%spackage.tgz\"}}}}"
                        .formatted(version, address())
                        .getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body);
            }
        }
    }

    private void send(OutputStream out) throws IOException {
        byte[] buffer = new byte[1 << 16];
        long sent = 0;
        try (InputStream in = Files.newInputStream(archive)) {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                pass(sent);
                out.write(buffer, 0, count);
                sent += count;
            }
        }
    }

    private synchronized void pass(long sent) throws IOException {
        if (sent >= holdAt) {
            held.incrementAndGet();
        }
        while (sent >= holdAt) {
            try {
                wait();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }
    }
}
