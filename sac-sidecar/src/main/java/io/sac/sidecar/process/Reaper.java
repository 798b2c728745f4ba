package io.sac.sidecar.process;

import io.sac.sidecar.posix.PosixException;
import io.sac.sidecar.posix.Processes;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Collects every child's exit, also of orphans that came to the sidecar; nothing else in the program may wait for children. */
public final class Reaper {
    private final Map<Integer, CompletableFuture<Integer>> awaited = new HashMap<>();
    private long started;

    /** Something that starts a process and tells its pid. */
    public interface Starter {
        int start() throws PosixException;
    }

    /** A child: its pid, and its exit code when it has ended. */
    public record Child(int pid, CompletableFuture<Integer> exit) {}

    /** Starts the thread that waits. */
    public Reaper() {
        Thread.ofPlatform().daemon().name("reaper").start(this::run);
    }

    /** Starts a child under the lock that exits are recorded under, so that even one that ends at once is known. */
    public synchronized Child start(Starter starter) throws PosixException {
        int pid = starter.start();
        CompletableFuture<Integer> exit = new CompletableFuture<>();
        awaited.put(pid, exit);
        started++;
        notifyAll();
        return new Child(pid, exit);
    }

    private void run() {
        long seen = 0;
        while (true) {
            Processes.Exit exit = Processes.awaitAny();
            CompletableFuture<Integer> waiting = null;
            synchronized (this) {
                if (exit != null) {
                    waiting = awaited.remove(exit.pid());
                } else {
                    while (started == seen) {
                        try {
                            wait();
                        } catch (InterruptedException e) {
                            return;
                        }
                    }
                    seen = started;
                }
            }
            if (exit != null && waiting != null) {
                waiting.complete(exit.code());
            }
        }
    }
}
