package io.sac.output;

import io.sac.agent.AgentDirectory;
import io.sac.event.Events;
import io.sac.event.NewEvent;
import io.sac.objectstore.ObjectKey;
import io.sac.objectstore.StoredObjectRepository;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The short transactions of {@link OutputSweep}. Rows are claimed for a while instead of locked, because the store is
 * asked between them.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
public class OutputSweepRecords {
    private final OutputRepository files;
    private final StoredObjectRepository objects;
    private final AgentDirectory agents;
    private final Events events;

    @SuppressWarnings("NullAway") // Liberty wants a public no-arg constructor on session beans: CNTR5007E
    public OutputSweepRecords() {
        this(null, null, null, null);
    }

    @Inject
    public OutputSweepRecords(
            OutputRepository files, StoredObjectRepository objects, AgentDirectory agents, Events events) {
        this.files = files;
        this.objects = objects;
        this.agents = agents;
        this.events = events;
    }

    public int giveUpIntents(Instant before, Instant now, int limit) {
        return objects.doomIntents(before, now, limit);
    }

    public List<ObjectKey> claimDoomed(Instant before, Instant now, int limit) {
        return objects.claimDoomed(before, now, limit);
    }

    public void forget(Collection<ObjectKey> keys) {
        objects.forget(keys);
    }

    public int removeTombstones(Instant before, int limit) {
        return files.removeTombstones(before, limit);
    }

    public Set<ObjectKey> known(Collection<ObjectKey> keys) {
        return objects.known(keys);
    }

    public List<ObjectKey> stored(@Nullable ObjectKey after, int limit) {
        return objects.stored(after, limit);
    }

    /** Removes the rows of files whose bytes are lost, and tells their owners. */
    public int removeRows(List<ObjectKey> lost) {
        List<OutputRow> rows = files.withKeys(lost).stream()
                .sorted(Comparator.comparingLong(OutputRow::agentId).thenComparingLong(OutputRow::id))
                .toList();
        int removed = 0;
        for (OutputRow row : rows) {
            if (files.lock(row.agentId()).isEmpty()) {
                continue;
            }
            boolean same = files.find(row.agentId(), row.path())
                    .filter(now -> now.key().equals(row.key()))
                    .isPresent();
            if (same && files.delete(row.agentId(), row.path(), null) > 0) {
                removed++;
                agents.find(row.agentId())
                        .ifPresent(agent -> events.publish(
                                agent.ownerId(),
                                new NewEvent(
                                        "output.deleted",
                                        agent.id(),
                                        null,
                                        new OutputDeleted(row.path().value()))));
            }
        }
        return removed;
    }
}
