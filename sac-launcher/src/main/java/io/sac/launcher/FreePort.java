package io.sac.launcher;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;

/** Ports on loopback. */
public final class FreePort {
    private FreePort() {}

    /** The port kept in the file; the first time a free one, which is then kept. */
    public static int keptIn(Path file) throws IOException {
        if (Files.exists(file)) {
            return Integer.parseInt(Files.readString(file).strip());
        }
        int port = any();
        Files.writeString(file, port + "\n");
        return port;
    }

    public static int any() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    public static boolean isFree(String host, int port) {
        try (var socket = new ServerSocket()) {
            // A closed server's connections may linger; they do not keep a new one from listening.
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getByName(host), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
