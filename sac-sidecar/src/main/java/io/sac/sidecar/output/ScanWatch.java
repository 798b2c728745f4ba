package io.sac.sidecar.output;

import io.sac.sidecar.posix.Beneath;
import io.sac.sidecar.posix.PosixException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/** Looks through the folder every second: for systems that have no watches left to give. */
final class ScanWatch implements FolderWatch {
    private static final int EVERY_MILLIS = 1000;

    private final Beneath root;
    private final Sink sink;
    private Map<OutputPath, Long> seen;
    private boolean woken;

    ScanWatch(Beneath root, Sink sink) {
        this.root = root;
        this.sink = sink;
        this.seen = look();
    }

    @Override
    public boolean exhausted() {
        return false;
    }

    @Override
    public String word() {
        return "scan";
    }

    @Override
    public void await(int millis) {
        synchronized (this) {
            try {
                if (!woken) {
                    wait(Math.min(millis < 0 ? EVERY_MILLIS : millis, EVERY_MILLIS));
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            woken = false;
        }
        Map<OutputPath, Long> before = seen;
        seen = look();
        seen.forEach((path, mark) -> {
            if (!mark.equals(before.get(path))) {
                sink.touched(path);
            }
        });
        before.keySet().stream().filter(path -> !seen.containsKey(path)).forEach(sink::touched);
    }

    private Map<OutputPath, Long> look() {
        Map<OutputPath, Long> now = new HashMap<>();
        Deque<OutputPath> left = new ArrayDeque<>();
        left.add(OutputPath.ROOT);
        while (!left.isEmpty()) {
            OutputPath path = left.remove();
            try (Beneath.OpenFolder folder = root.folder(path.components())) {
                for (Beneath.Entry entry : folder.entries()) {
                    if (entry.kind() == Beneath.Kind.FOLDER) {
                        left.add(path.child(entry.name(), true));
                    } else if (entry.kind() == Beneath.Kind.FILE) {
                        Beneath.Facts facts = folder.facts(entry.name());
                        long mark = facts.size() * 31
                                + facts.seconds() * 1_000_000_007L
                                + facts.nanos()
                                + facts.inode() * 17;
                        now.put(path.child(entry.name(), false), mark);
                    }
                }
            } catch (PosixException e) {
                continue;
            }
        }
        return now;
    }

    @Override
    public synchronized void wake() {
        woken = true;
        notifyAll();
    }

    @Override
    public void close() {
        wake();
    }
}
