package io.sac.it;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The network between a browser and SAC. It can let the connections of the moment die as a network does: they stay open
 * on both sides and carry nothing any more, so neither side is told.
 */
final class HoldingNetwork implements AutoCloseable {
    private final ServerSocket door;
    private final int target;
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();

    HoldingNetwork(int target) throws IOException {
        this.target = target;
        this.door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return door.getLocalPort();
    }

    /** The connections of this moment carry nothing from now on; new ones do. */
    void hold() {
        connections.forEach(connection -> connection.held = true);
    }

    @Override
    public void close() throws IOException {
        door.close();
        connections.forEach(Connection::end);
    }

    private void accept() {
        while (!door.isClosed()) {
            try {
                Socket near = door.accept();
                Thread.ofVirtual().start(() -> connect(near));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void connect(Socket near) {
        try {
            Socket far = new Socket(InetAddress.getLoopbackAddress(), target);
            near.setTcpNoDelay(true);
            far.setTcpNoDelay(true);
            Connection connection = new Connection(near, far);
            connections.add(connection);
            Thread.ofVirtual().start(() -> connection.carry(near, far));
            Thread.ofVirtual().start(() -> connection.carry(far, near));
        } catch (IOException e) {
            close(near);
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It is gone, which is what was wanted.
        }
    }

    private static final class Connection {
        private final Socket near;
        private final Socket far;
        private volatile boolean held;

        Connection(Socket near, Socket far) {
            this.near = near;
            this.far = far;
        }

        void carry(Socket from, Socket to) {
            byte[] buffer = new byte[1 << 14];
            try {
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream();
                for (int count = in.read(buffer); count >= 0 && !held; count = in.read(buffer)) {
                    out.write(buffer, 0, count);
                }
            } catch (IOException e) {
                // One side went; unless the network is dead, the other hears of it.
            }
            if (!held) {
                end();
            }
        }

        void end() {
            close(near);
            close(far);
        }
    }
}
