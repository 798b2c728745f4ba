package io.sac.terminal;

import io.sac.platform.IdSource;
import io.sac.platform.ServerSettings;
import io.sac.protocol.TerminalFrame;
import io.sac.sandbox.SidecarSocket;
import io.sac.sandbox.WebSocketDial;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.Startup;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Types many thousand keys through this server right after its start, from a socket on its own public port to an echo
 * in this process, so that the first person's keys find compiled code. The way in is a secret that never leaves the
 * process and is good once.
 */
@ApplicationScoped
public class TerminalWarmUp {
    private static final Logger LOG = LoggerFactory.getLogger(TerminalWarmUp.class);
    private static final int KEYS = 12_000;
    private static final int BULK_FRAMES = 50;
    private static final int BULK_BYTES = 64 * 1024;
    private static final int TRIES = 120;
    private static final int PAUSE_MILLIS = 500;
    private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(4);

    @Resource
    ManagedScheduledExecutorService executor;

    @Resource
    ManagedThreadFactory threads;

    private final TerminalSettings settings;
    private final ServerSettings server;
    private final IdSource ids;
    private volatile @Nullable String secret;
    private int tries;

    @Inject
    @SuppressWarnings("NullAway.Init") // the threads come from the container
    public TerminalWarmUp(TerminalSettings settings, ServerSettings server, IdSource ids) {
        this.settings = settings;
        this.server = server;
        this.ids = ids;
    }

    @SuppressWarnings("NullAway") // for the client proxy
    protected TerminalWarmUp() {
        this(null, null, null);
    }

    void begin(@Observes Startup event) {
        if (settings.warmUp()) {
            executor.schedule(this::rehearse, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    /** The echo to which a viewer with the secret is connected; empty for everybody else. */
    Optional<SidecarSocket> claim(@Nullable String ticket) {
        String expected = secret;
        if (expected == null || !expected.equals(ticket)) {
            return Optional.empty();
        }
        secret = null;
        try {
            return Optional.of(echo());
        } catch (IOException e) {
            LOG.debug("terminal warm-up", e);
            return Optional.empty();
        }
    }

    private void rehearse() {
        String once = ids.token();
        secret = once;
        long start = System.nanoTime();
        try (SidecarSocket viewer = WebSocketDial.open(
                host(), server.port(), path(once), TerminalFrame.TTY_SAC_1, ids, Duration.ofSeconds(10))) {
            int keys = type(viewer, start);
            bulk(viewer);
            LOG.info("terminals: warmed up with {} keys in {} ms", keys, millisSince(start));
        } catch (IOException e) {
            // The port opens after the application; until then nobody types either.
            if (++tries < TRIES) {
                executor.schedule(this::rehearse, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
            } else {
                LOG.info("terminals: not warmed up: {}", e.getMessage());
            }
        } finally {
            secret = null;
        }
    }

    private static int type(SidecarSocket viewer, long start) throws IOException {
        byte[] key = {TerminalFrame.INPUT, 'x'};
        int keys = 0;
        while (keys < KEYS && System.nanoTime() - start < LONGEST_NANOS) {
            viewer.send(SidecarSocket.BINARY, true, ByteBuffer.wrap(key));
            await(viewer);
            keys++;
        }
        return keys;
    }

    private static void bulk(SidecarSocket viewer) throws IOException {
        byte[] block = new byte[BULK_BYTES];
        for (int i = 0; i < BULK_FRAMES; i++) {
            viewer.send(SidecarSocket.BINARY, true, ByteBuffer.wrap(block));
            await(viewer);
        }
    }

    private static void await(SidecarSocket viewer) throws IOException {
        do {
            viewer.read();
            if (viewer.opcode() == SidecarSocket.CLOSE) {
                throw new IOException("closed");
            }
        } while (viewer.opcode() == SidecarSocket.PING || viewer.opcode() == SidecarSocket.PONG || !viewer.last());
    }

    private SidecarSocket echo() throws IOException {
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Socket near = new Socket(listener.getInetAddress(), listener.getLocalPort());
            Socket far = listener.accept();
            near.setTcpNoDelay(true);
            far.setTcpNoDelay(true);
            threads.newThread(() -> TerminalEcho.serve(far)).start();
            return WebSocketDial.over(near);
        }
    }

    private String path(String once) {
        return "/ws/" + new UUID(0, 0) + "?token=" + once + "&agent_id=0";
    }

    private String host() {
        String bind = server.bind();
        return bind.equals("0.0.0.0") || bind.equals("*") || bind.equals("::") ? "127.0.0.1" : bind;
    }

    private static long millisSince(long start) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    }
}
