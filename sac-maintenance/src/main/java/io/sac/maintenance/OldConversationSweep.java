package io.sac.maintenance;

import io.sac.conversation.ConversationSweep;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.Resource;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.Timeout;
import jakarta.ejb.TimerService;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;

/** Removes what was said longer ago than it should be kept. */
@Singleton
@Startup
public class OldConversationSweep {
    private static final String NAME = "old-conversations";
    private static final int BATCH_SIZE = 1000;

    private final Sweeper sweeper;
    private final ConversationSweep conversations;

    @Resource
    TimerService timers;

    @SuppressWarnings("NullAway") // Liberty wants a public no-arg constructor on session beans: CNTR5007E
    public OldConversationSweep() {
        this(null, null);
    }

    @Inject
    @SuppressWarnings("NullAway.Init") // timers comes from the container
    public OldConversationSweep(Sweeper sweeper, ConversationSweep conversations) {
        this.sweeper = sweeper;
        this.conversations = conversations;
    }

    @PostConstruct
    void schedule() {
        sweeper.schedule(timers, NAME);
    }

    @Timeout
    @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
    void sweep() {
        sweeper.run(NAME, now -> Sweeper.Batch.of(conversations.removeOld(now, BATCH_SIZE), BATCH_SIZE));
    }
}
