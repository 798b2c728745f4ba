package io.sac.sidecar.http;

import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.server.HttpHandler;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.util.List;
import org.xnio.Options;
import org.xnio.XnioWorker;

/**
 * The listeners: the server's, the hooks' and the model's, on one I/O thread. Each tries the port of last time first, so
 * that programs that were told an address keep it over a restart.
 */
public final class Doors implements AutoCloseable {
    private static final int MAX_BODY = 4 << 20;

    private final Undertow undertow;
    private final List<Integer> ports;

    /** One listener to open; port 0: any. */
    public record Door(String host, int port, HttpHandler handler) {}

    private Doors(Undertow undertow) {
        this.undertow = undertow;
        this.ports = undertow.getListenerInfo().stream()
                .map(info -> ((InetSocketAddress) info.getAddress()).getPort())
                .toList();
    }

    /** Opens all doors or none. */
    public static Doors open(List<Door> doors) {
        Undertow.Builder builder = Undertow.builder()
                .setIoThreads(1)
                .setWorkerThreads(6)
                .setBufferSize(16 * 1024)
                .setDirectBuffers(true)
                .setServerOption(UndertowOptions.MAX_ENTITY_SIZE, (long) MAX_BODY)
                .setServerOption(UndertowOptions.NO_REQUEST_TIMEOUT, 120_000)
                .setServerOption(UndertowOptions.REQUEST_PARSE_TIMEOUT, 30_000)
                .setServerOption(UndertowOptions.MAX_HEADER_SIZE, 64 * 1024)
                .setServerOption(UndertowOptions.ALWAYS_SET_DATE, false)
                .setSocketOption(Options.TCP_NODELAY, true)
                .setSocketOption(Options.REUSE_ADDRESSES, true);
        for (Door door : doors) {
            builder.addListener(new Undertow.ListenerBuilder()
                    .setType(Undertow.ListenerType.HTTP)
                    .setHost(door.host())
                    .setPort(door.port())
                    .setRootHandler(door.handler()));
        }
        Undertow undertow = builder.build();
        try {
            undertow.start();
        } catch (RuntimeException e) {
            undertow.stop();
            throw e;
        }
        return new Doors(undertow);
    }

    /** Whether opening failed because a port is taken. */
    public static boolean portTaken(RuntimeException e) {
        Throwable cause = e;
        while (cause != null) {
            if (cause instanceof BindException) {
                return true;
            }
            cause = cause.getCause();
        }
        return false;
    }

    /** The ports, in the order of the doors. */
    public List<Integer> ports() {
        return ports;
    }

    /** The threads behind the doors. */
    public XnioWorker worker() {
        return undertow.getWorker();
    }

    @Override
    public void close() {
        undertow.stop();
    }
}
