package io.sac.agent.local;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/** One at a time for each agent, among the threads of this server and among servers on this machine. */
final class AgentLocks {
    private final Path folder;
    private final Map<Long, ReentrantLock> threads = new ConcurrentHashMap<>();

    AgentLocks(Path folder) {
        this.folder = folder;
    }

    /** Held until closed. */
    interface Held extends AutoCloseable {
        @Override
        void close() throws IOException;
    }

    /** Waits for its turn. A process that dies lets go of its locks. */
    Held hold(long agentId) throws IOException {
        ReentrantLock mine = threads.computeIfAbsent(agentId, id -> new ReentrantLock());
        mine.lock();
        FileChannel channel = null;
        try {
            AgentFolder.createPrivate(folder);
            channel = FileChannel.open(
                    folder.resolve(Long.toString(agentId)), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = channel.tryLock();
            while (lock == null) {
                LockSupport.parkNanos(50_000_000);
                if (Thread.currentThread().isInterrupted()) {
                    throw new IOException("interrupted while waiting for agent " + agentId);
                }
                lock = channel.tryLock();
            }
            FileChannel locked = channel;
            return () -> {
                try {
                    locked.close();
                } finally {
                    mine.unlock();
                }
            };
        } catch (IOException | RuntimeException e) {
            mine.unlock();
            if (channel != null) {
                channel.close();
            }
            throw e;
        }
    }
}
