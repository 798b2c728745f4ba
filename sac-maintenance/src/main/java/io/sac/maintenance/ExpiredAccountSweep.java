package io.sac.maintenance;

import io.sac.account.AccountCleaning;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.Resource;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.Timeout;
import jakarta.ejb.TimerService;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;

/** Removes tickets, sign-ins and rate limits that have run out. */
@Singleton
@Startup
public class ExpiredAccountSweep {
    private static final String NAME = "expired-accounts";
    private static final int BATCH_SIZE = 500;

    private final Sweeper sweeper;
    private final AccountCleaning accounts;

    @Resource
    TimerService timers;

    @SuppressWarnings("NullAway") // Liberty wants a public no-arg constructor on session beans: CNTR5007E
    public ExpiredAccountSweep() {
        this(null, null);
    }

    @Inject
    @SuppressWarnings("NullAway.Init") // timers comes from the container
    public ExpiredAccountSweep(Sweeper sweeper, AccountCleaning accounts) {
        this.sweeper = sweeper;
        this.accounts = accounts;
    }

    @PostConstruct
    void schedule() {
        sweeper.schedule(timers, NAME);
    }

    @Timeout
    @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
    void sweep() {
        sweeper.run(NAME, now -> Sweeper.Batch.of(accounts.removeExpired(now, BATCH_SIZE), BATCH_SIZE));
    }
}
