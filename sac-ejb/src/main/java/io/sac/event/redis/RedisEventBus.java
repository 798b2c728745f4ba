package io.sac.event.redis;

import io.sac.event.EventBus;
import io.sac.platform.Adapter;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.JedisPubSub;

/**
 * Hints over one Redis channel. Listeners of this replica hear at once, without the way over Redis; for the others one
 * thread publishes what has gathered and one listens, each coming back by itself when Redis was away. The publisher
 * sends a sign of life, so that a connection that died silently is found by the listener's read time-out.
 */
@ApplicationScoped
@Adapter("redis")
public class RedisEventBus implements EventBus {
    private static final Logger LOG = LoggerFactory.getLogger(RedisEventBus.class);
    private static final int SIGN_OF_LIFE_MILLIS = 5_000;
    private static final int CONNECT_MILLIS = 3_000;
    private static final int SILENCE_MILLIS = 15_000;
    private static final int FIRST_PAUSE_MILLIS = 200;
    private static final int LONGEST_PAUSE_MILLIS = 10_000;

    @Resource
    ManagedThreadFactory managedThreads;

    private final URI server;
    private final String channel;
    private final String node = UUID.randomUUID().toString();
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private final Object lock = new Object();
    private final Set<Long> waiting = new LinkedHashSet<>();
    private volatile boolean stopped;
    private volatile @Nullable Jedis subscriber;
    private volatile boolean connected;

    @Inject
    @SuppressWarnings("NullAway.Init") // managedThreads comes from the container
    public RedisEventBus(
            @ConfigProperty(name = "REDIS_URL") URI server,
            @ConfigProperty(name = "SAC_INSTALLATION_ID") String installation) {
        this.server = server;
        this.channel = "sac:" + installation + ":events";
    }

    @SuppressWarnings("NullAway") // the proxy of an application scoped bean wants it
    protected RedisEventBus() {
        this(null, null);
    }

    @PostConstruct
    void start() {
        start(managedThreads);
    }

    void start(ThreadFactory threads) {
        threads.newThread(this::subscribe).start();
        threads.newThread(this::publish).start();
    }

    @Override
    public void hint(Collection<Long> streams) {
        for (Listener listener : listeners) {
            streams.forEach(listener::hinted);
        }
        synchronized (lock) {
            waiting.addAll(streams);
            lock.notifyAll();
        }
    }

    @Override
    public Subscription listen(Listener listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    @Override
    public boolean connected() {
        return connected;
    }

    @PreDestroy
    void stop() {
        stopped = true;
        synchronized (lock) {
            lock.notifyAll();
        }
        Jedis open = subscriber;
        if (open != null) {
            open.disconnect();
        }
    }

    private void subscribe() {
        int pause = FIRST_PAUSE_MILLIS;
        while (!stopped) {
            try (Jedis jedis = new Jedis(server, config())) {
                subscriber = jedis;
                jedis.subscribe(new Hints(), channel);
            } catch (RuntimeException e) {
                if (!stopped && (connected || pause == FIRST_PAUSE_MILLIS)) {
                    LOG.warn("event bus: Redis does not answer, trying again: {}", e.getMessage());
                }
            }
            pause = connected ? FIRST_PAUSE_MILLIS : Math.min(LONGEST_PAUSE_MILLIS, pause * 2);
            connected = false;
            pause(ThreadLocalRandom.current().nextInt(pause / 2, pause));
        }
    }

    private void publish() {
        @Nullable Jedis jedis = null;
        while (!stopped) {
            String streams = gathered();
            try {
                if (jedis == null) {
                    jedis = new Jedis(server, config());
                }
                jedis.publish(channel, node + '|' + streams);
            } catch (RuntimeException e) {
                // The listeners' slow tick finds what this would have said.
                LOG.debug("event bus: hint not sent", e);
                close(jedis);
                jedis = null;
                pause(FIRST_PAUSE_MILLIS);
            }
        }
        close(jedis);
    }

    private String gathered() {
        synchronized (lock) {
            long deadline = System.nanoTime() + SIGN_OF_LIFE_MILLIS * 1_000_000L;
            while (waiting.isEmpty() && !stopped) {
                long left = (deadline - System.nanoTime()) / 1_000_000L;
                if (left <= 0 || !waitFor(left)) {
                    break;
                }
            }
            String streams = waiting.stream().map(String::valueOf).collect(Collectors.joining(","));
            waiting.clear();
            return streams;
        }
    }

    private void pause(int millis) {
        synchronized (lock) {
            long deadline = System.nanoTime() + millis * 1_000_000L;
            long left;
            while (!stopped && (left = (deadline - System.nanoTime()) / 1_000_000L) > 0) {
                if (!waitFor(left)) {
                    return;
                }
            }
        }
    }

    private boolean waitFor(long millis) {
        try {
            lock.wait(millis);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            stopped = true;
            return false;
        }
    }

    private static void close(@Nullable Jedis jedis) {
        if (jedis != null) {
            try {
                jedis.close();
            } catch (RuntimeException e) {
                LOG.debug("event bus: closing", e);
            }
        }
    }

    private static JedisClientConfig config() {
        return DefaultJedisClientConfig.builder()
                .connectionTimeoutMillis(CONNECT_MILLIS)
                .socketTimeoutMillis(CONNECT_MILLIS)
                .blockingSocketTimeoutMillis(SILENCE_MILLIS)
                .autoNegotiateProtocol(false)
                .build();
    }

    private final class Hints extends JedisPubSub {
        @Override
        public void onSubscribe(String name, int count) {
            connected = true;
            LOG.info("event bus: listening on {}", name);
            listeners.forEach(Listener::missed);
        }

        @Override
        public void onMessage(String name, String message) {
            int bar = message.indexOf('|');
            if (bar < 0 || message.regionMatches(0, node, 0, bar)) {
                return;
            }
            for (String stream : message.substring(bar + 1).split(",", -1)) {
                if (!stream.isEmpty() && stream.chars().allMatch(Character::isDigit)) {
                    long id = Long.parseLong(stream);
                    listeners.forEach(listener -> listener.hinted(id));
                }
            }
        }
    }
}
