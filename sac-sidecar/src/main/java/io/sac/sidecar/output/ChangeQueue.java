package io.sac.sidecar.output;

import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Paths to look at, each at most once, oldest first. A path is never looked at twice at the same time, nor together with
 * a folder it lies in, so nothing about one path can overtake itself. What to do is decided when its turn comes, by what
 * is there then; hence the queue need not be kept on disk: a full comparison at start finds the same paths again.
 */
final class ChangeQueue {
    private static final int MAX_WAITING = 50_000;

    private final Map<OutputPath, Long> waiting = new LinkedHashMap<>();
    private final Set<OutputPath> taken = new HashSet<>();
    private final Set<OutputPath> touchedMeanwhile = new HashSet<>();
    private final Runnable tooMany;
    private long heldUntil = System.nanoTime();
    private boolean closed;

    /** A queue that, rather than grow without end, forgets everything and asks for a full comparison. */
    ChangeQueue(Runnable tooMany) {
        this.tooMany = tooMany;
    }

    /** Something may have changed there. */
    void touch(OutputPath path) {
        touch(path, 0);
    }

    void touch(OutputPath path, long delayMillis) {
        boolean full = false;
        synchronized (this) {
            if (taken.contains(path)) {
                touchedMeanwhile.add(path);
                return;
            }
            long due = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(delayMillis);
            waiting.merge(path, due, (a, b) -> delayMillis == 0 || a - b > 0 ? b : a);
            if (waiting.size() > MAX_WAITING) {
                waiting.clear();
                full = true;
            }
            notifyAll();
        }
        if (full) {
            tooMany.run();
        }
    }

    /** Takes the next path that is due and that nothing under way stands in the way of; null: closed. */
    synchronized @org.jspecify.annotations.Nullable OutputPath take() throws InterruptedException {
        while (!closed) {
            long now = System.nanoTime();
            long wait = heldUntil - now;
            if (wait <= 0) {
                wait = Long.MAX_VALUE;
                Iterator<Map.Entry<OutputPath, Long>> entries =
                        waiting.entrySet().iterator();
                while (entries.hasNext()) {
                    Map.Entry<OutputPath, Long> entry = entries.next();
                    if (entry.getValue() - now > 0) {
                        wait = Math.min(wait, entry.getValue() - now);
                    } else if (free(entry.getKey())) {
                        entries.remove();
                        taken.add(entry.getKey());
                        return entry.getKey();
                    }
                }
            }
            if (wait == Long.MAX_VALUE) {
                wait();
            } else {
                wait(TimeUnit.NANOSECONDS.toMillis(wait) + 1);
            }
        }
        return null;
    }

    private boolean free(OutputPath path) {
        for (OutputPath other : taken) {
            if (other.equals(path) || other.folder() && other.holds(path) || path.folder() && path.holds(other)) {
                return false;
            }
        }
        return true;
    }

    /** The path is done with; a negative delay means for good. */
    void done(OutputPath path, long againMillis) {
        boolean again;
        synchronized (this) {
            taken.remove(path);
            again = touchedMeanwhile.remove(path);
            notifyAll();
        }
        if (again) {
            touch(path, 0);
        } else if (againMillis >= 0) {
            touch(path, againMillis);
        }
    }

    /** Nothing is handed out for a while: the server is away. */
    synchronized void hold(long millis) {
        heldUntil = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    }

    synchronized boolean held() {
        return heldUntil - System.nanoTime() > 0;
    }

    /** The server is there again. */
    synchronized void release() {
        heldUntil = System.nanoTime();
        notifyAll();
    }

    synchronized int size() {
        return waiting.size() + taken.size();
    }

    synchronized void close() {
        closed = true;
        notifyAll();
    }
}
