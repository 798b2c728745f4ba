package io.sac.conversation;

import io.sac.platform.AdvisoryLock;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Keeps the history's partitions: makes the coming ones and removes what is older than it should be kept. */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
public class ConversationSweep {
    private static final String LOCK = "conversation partitions";

    private final ConversationRepository conversations;
    private final ConversationSettings settings;
    private final AdvisoryLock lock;

    @SuppressWarnings("NullAway") // Liberty wants a public no-arg constructor on session beans: CNTR5007E
    public ConversationSweep() {
        this(null, null, null);
    }

    @Inject
    public ConversationSweep(ConversationRepository conversations, ConversationSettings settings, AdvisoryLock lock) {
        this.conversations = conversations;
        this.settings = settings;
        this.lock = lock;
    }

    /** Makes the partitions of this month and the next ones; returns how many were missing. */
    public int createPartitions(Instant now) {
        return lock.tryAcquire(LOCK) ? conversations.createPartitions(now) : 0;
    }

    /** Removes at most about this many entries, and whole partitions, that are older than they should be kept. */
    public int removeOld(Instant now, int limit) {
        Optional<Duration> retention = settings.retention();
        if (retention.isEmpty() || !lock.tryAcquire(LOCK)) {
            return 0;
        }
        Instant before = now.minus(retention.get());
        int dropped = conversations.dropPartitions(before);
        int deleted = conversations.deleteEntries(before, limit);
        if (dropped > 0 || deleted > 0) {
            conversations.shortenConversations(before, limit);
        }
        return dropped + deleted;
    }
}
