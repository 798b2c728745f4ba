package io.sac.event;

import io.sac.platform.AdvisoryLock;
import io.sac.setting.SettingKey;
import io.sac.setting.Settings;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Reads and clears the streams, each in a short transaction of its own. */
@Stateless
public class EventReader {
    private static final String SWEEP = "event sweep";

    private final EventStore store;
    private final AdvisoryLock lock;
    private final Settings settings;

    @Inject
    public EventReader(EventStore store, AdvisoryLock lock, Settings settings) {
        this.store = store;
        this.lock = lock;
        this.settings = settings;
    }

    @SuppressWarnings("NullAway") // Liberty wants a public no-arg constructor on session beans: CNTR5007E
    public EventReader() {
        this(null, null, null);
    }

    /** The next events of a stream after a number. */
    @TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
    public List<Event> after(long stream, long id, int limit) {
        return store.after(stream, id, limit);
    }

    /** What each of these streams holds. */
    @TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
    public Map<Long, EventStore.Bounds> bounds(Collection<Long> streams) {
        return store.bounds(streams);
    }

    /** Removes one batch of events that are older than they need to be, unless another replica is at it. */
    @TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
    public int removeOld(Instant now, int limit) {
        return lock.tryAcquire(SWEEP) ? store.removeBefore(now.minus(retention()), limit) : 0;
    }

    private Duration retention() {
        return Duration.ofDays(settings.number(SettingKey.EVENT_RETENTION_DAYS));
    }
}
