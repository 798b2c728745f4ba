package io.sac.output;

import io.sac.objectstore.ListedObject;
import io.sac.objectstore.ObjectKey;
import io.sac.objectstore.ObjectStore;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the object store and the database together again after whatever came between: bytes that nobody needs, bytes
 * that nobody remembers, and files whose bytes are gone. The store is asked outside any transaction.
 */
@ApplicationScoped
public class OutputSweep {
    private static final Logger LOG = LoggerFactory.getLogger(OutputSweep.class);

    /** A store may show an object before its row is committed, and after a restored backup there is none yet. */
    private static final Duration YOUNG = Duration.ofHours(24);

    private final OutputSweepRecords records;
    private final ObjectStore store;
    private final OutputSettings settings;

    @SuppressWarnings("NullAway") // for the client proxy
    protected OutputSweep() {
        this(null, null, null);
    }

    @Inject
    public OutputSweep(OutputSweepRecords records, ObjectStore store, OutputSettings settings) {
        this.records = records;
        this.store = store;
        this.settings = settings;
    }

    /** Removes the bytes of objects that were given up: replaced, deleted, or never finished. */
    public int removeDoomed(Instant now, int limit) {
        records.giveUpIntents(now.minus(settings.uploadTimeout()), now, limit);
        List<ObjectKey> keys = records.claimDoomed(now.minus(settings.doomedGrace()), now, limit);
        var removed = new ArrayList<ObjectKey>();
        try {
            for (ObjectKey key : keys) {
                store.delete(key);
                removed.add(key);
            }
        } finally {
            records.forget(removed);
        }
        return removed.size();
    }

    /** Forgets deletions that no upload can still come before. */
    public int removeTombstones(Instant now, int limit) {
        return records.removeTombstones(now.minus(settings.tombstoneMemory()), limit);
    }

    /** Removes what interrupted uploads have left in the store. */
    public int removeUnfinished(Instant now) {
        return store.removeUnfinished(now.minus(settings.uploadTimeout()));
    }

    /**
     * Looks through one page of the store for objects that the database does not know, and removes old ones.
     *
     * @return where the next page begins, or null when this was the last
     */
    public Page removeUnknownObjects(Instant now, @Nullable ObjectKey after, int limit) {
        List<ListedObject> page = store.list(after, limit);
        Set<ObjectKey> known =
                records.known(page.stream().map(ListedObject::key).toList());
        int removed = 0;
        for (ListedObject object : page) {
            if (!known.contains(object.key()) && object.modifiedAt().isBefore(now.minus(YOUNG))) {
                store.delete(object.key());
                removed++;
            }
        }
        return new Page(removed, page.size() < limit ? null : page.getLast().key());
    }

    /**
     * Looks through one page of the database for files whose bytes the store has lost, and removes their rows: the
     * sandbox, which still has the files, sends them again.
     */
    public Page removeRowsWithoutObjects(@Nullable ObjectKey after, int limit) {
        List<ObjectKey> page = records.stored(after, limit);
        Set<ObjectKey> lost =
                page.stream().filter(key -> store.size(key).isEmpty()).collect(Collectors.toCollection(HashSet::new));
        int removed = 0;
        if (!lost.isEmpty()) {
            store.checkHealth();
            removed = records.removeRows(List.copyOf(lost));
            LOG.warn("output: {} files had lost their content; their sandboxes send them again", removed);
        }
        return new Page(removed, page.size() < limit ? null : page.getLast());
    }

    /** What one page gave, and the key after which the next begins; null after the last. */
    public record Page(int removed, @Nullable ObjectKey next) {}
}
