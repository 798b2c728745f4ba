package io.sac.event.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.sac.event.EventBus;
import io.sac.event.EventBusContract;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.embedded.RedisServer;

class RedisEventBusIT implements EventBusContract {
    private int port;
    private RedisServer server;
    private RedisEventBus here;
    private RedisEventBus there;

    @BeforeEach
    void start() throws IOException {
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        server = startServer();
        here = bus("a");
        there = bus("a");
    }

    @AfterEach
    void stop() throws IOException {
        here.stop();
        there.stop();
        server.stop();
    }

    @Override
    public EventBus testee() {
        return here;
    }

    @Test
    void hintShouldReachTheOtherServer() throws InterruptedException {
        await(there::connected);
        var heard = new Recorder();
        there.listen(heard);

        here.hint(List.of(42L));

        assertThat(heard.next()).isEqualTo(42);
    }

    @Test
    void hintShouldReachOwnListenersOnce() throws InterruptedException {
        await(here::connected);
        var own = new Recorder();
        var other = new Recorder();
        here.listen(own);
        there.listen(other);

        here.hint(List.of(5L));
        there.hint(List.of(6L));

        assertThat(own.next()).isEqualTo(5);
        assertThat(own.next()).isEqualTo(6);
        assertThat(own.hints).isEmpty();
    }

    @Test
    void anotherInstallationShouldHearNothing() throws InterruptedException {
        RedisEventBus stranger = bus("b");
        var heard = new Recorder();
        var own = new Recorder();
        stranger.listen(heard);
        there.listen(own);
        await(() -> stranger.connected() && there.connected());

        here.hint(List.of(9L));

        assertThat(own.next()).isEqualTo(9);
        assertThat(heard.hints).isEmpty();
        stranger.stop();
    }

    @Test
    void busShouldComeBackWithItsServerAndSayThatHintsMayBeMissing() throws IOException, InterruptedException {
        await(() -> here.connected() && there.connected());
        var heard = new Recorder();
        there.listen(heard);
        server.stop();
        await(() -> !here.connected() && !there.connected());
        here.hint(List.of(1L));

        server = startServer();
        await(() -> here.connected() && there.connected());

        assertThat(heard.missed).isNotEmpty();
        heard.hints.clear();
        here.hint(List.of(2L));
        assertThat(heard.next()).isEqualTo(2);
    }

    @Test
    void hintShouldReturnAtOnceWhileTheServerIsAway() throws IOException {
        server.stop();
        long start = System.nanoTime();

        for (long stream = 1; stream <= 1_000; stream++) {
            here.hint(List.of(stream));
        }

        assertThat(System.nanoTime() - start).isLessThan(1_000_000_000L);
    }

    private RedisServer startServer() throws IOException {
        RedisServer redis = RedisServer.newRedisServer()
                .port(port)
                .setting("bind 127.0.0.1")
                .setting("save \"\"")
                .build();
        redis.start();
        return redis;
    }

    private RedisEventBus bus(String installation) {
        var bus = new RedisEventBus(URI.create("redis://127.0.0.1:" + port), installation);
        bus.start(Executors.defaultThreadFactory());
        return bus;
    }

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + SOON.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
            LockSupport.parkNanos(10_000_000);
        }
    }
}
