package io.sac.sidecar.terminal;

import io.undertow.connector.ByteBufferPool;
import io.undertow.server.DefaultByteBufferPool;
import io.undertow.websockets.client.WebSocketClient;
import io.undertow.websockets.client.WebSocketClientNegotiation;
import io.undertow.websockets.core.WebSocketChannel;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xnio.IoFuture;
import org.xnio.XnioWorker;

/** Terminals that a ttyd beside the sidecar holds: one connection for each session, named by the session's id. */
public final class TtydOpener implements TerminalOpener {
    private static final Logger LOG = LoggerFactory.getLogger(TtydOpener.class);

    private final String url;
    private final Supplier<XnioWorker> worker;
    private final ByteBufferPool pool = new DefaultByteBufferPool(true, 16 * 1024, 32, 2);

    /** Connects to a ttyd's WebSocket on a worker's threads. */
    public TtydOpener(String url, Supplier<XnioWorker> worker) {
        this.url = url;
        this.worker = worker;
    }

    @Override
    public Terminal open(Opening opening, Terminal.Listener listener) {
        TtydTerminal terminal = new TtydTerminal(this, opening, listener);
        terminal.connect();
        return terminal;
    }

    /** Connects, and calls one of the two later. */
    void connect(UUID session, Consumer<WebSocketChannel> connected, Runnable failed) {
        URI uri = URI.create(url + (url.contains("?") ? "&arg=" : "?arg=") + session);
        WebSocketClient.connectionBuilder(worker.get(), pool, uri)
                .setClientNegotiation(
                        new WebSocketClientNegotiation(new ArrayList<>(List.of("tty")), new ArrayList<>()))
                .connect()
                .addNotifier(
                        (future, nothing) -> {
                            if (future.getStatus() == IoFuture.Status.DONE) {
                                try {
                                    connected.accept(future.get());
                                } catch (java.io.IOException e) {
                                    failed.run();
                                }
                            } else {
                                failed.run();
                            }
                        },
                        null);
    }

    void later(Runnable task, int millis) {
        try {
            worker.get().getIoThread().executeAfter(task, millis, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("the sidecar goes, nothing comes later", e);
        }
    }
}
