package io.sac.sidecar.output;

import io.sac.sidecar.posix.Beneath;
import io.sac.sidecar.posix.PosixException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Whether all names of a file with several are in the output folder. A further name elsewhere makes a file of somewhere
 * else look like output, which no check of the path can see, so such a file is not sent.
 */
final class HardLinks {
    private static final long FRESH = TimeUnit.SECONDS.toNanos(2);

    private final Beneath root;
    private Map<Long, Integer> namesByInode = Map.of();
    private long countedAt = System.nanoTime() - FRESH;

    HardLinks(Beneath root) {
        this.root = root;
    }

    synchronized boolean allInside(Beneath.Facts facts) throws PosixException {
        if (System.nanoTime() - countedAt >= FRESH || namesByInode.getOrDefault(facts.inode(), 0) < facts.links()) {
            namesByInode = count();
            countedAt = System.nanoTime();
        }
        return namesByInode.getOrDefault(facts.inode(), 0) >= facts.links();
    }

    private Map<Long, Integer> count() throws PosixException {
        Map<Long, Integer> names = new HashMap<>();
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
                        if (facts.links() > 1) {
                            names.merge(facts.inode(), 1, Integer::sum);
                        }
                    }
                }
            } catch (PosixException e) {
                if (path.equals(OutputPath.ROOT)) {
                    throw e;
                }
            }
        }
        return names;
    }
}
