package io.sac.event;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Where events are kept for some days. */
public interface EventStore {

    /**
     * Gives the events the next numbers of the stream, under the lock of its counter, and keeps them. What the
     * transaction has changed so far reaches the database first, so that this lock is the last one taken.
     */
    void append(long stream, List<Draft> events);

    /** The next events after a position, oldest first. */
    List<Event> after(long stream, long id, int limit);

    /** The bounds of each stream; a stream without events has {@link Bounds#NONE}. */
    Map<Long, Bounds> bounds(Collection<Long> streams);

    /** Removes at most so many events from before an instant and answers how many there were. */
    int removeBefore(Instant instant, int limit);

    /** An event that has no number yet; the data is JSON. */
    record Draft(
            String type, @Nullable Long agentId, @Nullable UUID sessionId, Instant at, String data) {}

    /**
     * What a stream holds.
     *
     * @param last the number of the newest event ever
     * @param removed up to which number events are gone
     */
    record Bounds(long last, long removed) {
        public static final Bounds NONE = new Bounds(0, 0);

        /** Whether everything after this number is still to be had, and the number is not from another history. */
        boolean reaches(long id) {
            return id >= removed && id <= last;
        }
    }
}
