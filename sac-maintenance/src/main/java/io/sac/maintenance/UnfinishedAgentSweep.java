package io.sac.maintenance;

import io.sac.agent.AgentOperator;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.Resource;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.Timeout;
import jakarta.ejb.TimerService;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;

/** Carries out what was decided for an agent and, because a server died, not done. */
@Singleton
@Startup
public class UnfinishedAgentSweep {
    private static final String NAME = "agent-intents";
    private static final int BATCH_SIZE = 50;

    private final Sweeper sweeper;
    private final AgentOperator agents;

    @Resource
    TimerService timers;

    @SuppressWarnings("NullAway") // Liberty wants a public no-arg constructor on session beans: CNTR5007E
    public UnfinishedAgentSweep() {
        this(null, null);
    }

    @Inject
    @SuppressWarnings("NullAway.Init") // timers comes from the container
    public UnfinishedAgentSweep(Sweeper sweeper, AgentOperator agents) {
        this.sweeper = sweeper;
        this.agents = agents;
    }

    @PostConstruct
    void schedule() {
        sweeper.schedule(timers, NAME);
    }

    @Timeout
    @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
    void sweep() {
        sweeper.run(NAME, now -> Sweeper.Batch.last(agents.repairIntents(now, BATCH_SIZE)));
    }
}
