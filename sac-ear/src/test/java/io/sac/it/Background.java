package io.sac.it;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Something that is done again and again beside a test until it is told to stop; what goes wrong is kept for the test. */
final class Background implements AutoCloseable {
    private final Thread thread;
    private final AtomicInteger turns = new AtomicInteger();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private volatile boolean stopped;

    /** One turn, and how many milliseconds to rest after it. */
    @FunctionalInterface
    interface Turn {
        int take(int number) throws Exception;
    }

    Background(String name, Turn turn) {
        this.thread = Thread.ofPlatform().name(name).daemon().start(() -> {
            try {
                while (!stopped) {
                    int rest = turn.take(turns.get() + 1);
                    turns.incrementAndGet();
                    LockSupport.parkNanos(rest * 1_000_000L);
                }
            } catch (Throwable e) {
                failure.set(e);
            }
        });
    }

    int turns() {
        Throwable failed = failure.get();
        if (failed != null) {
            throw new AssertionError(thread.getName() + " failed", failed);
        }
        return turns.get();
    }

    /** Lets the turn that is under way end, and answers how many there were. */
    int stop() throws InterruptedException {
        stopped = true;
        LockSupport.unpark(thread);
        thread.join();
        return turns();
    }

    @Override
    public void close() throws InterruptedException {
        stopped = true;
        thread.join();
    }
}
