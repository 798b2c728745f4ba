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

/** Finds agents whose sidecar has died, and sidecars whose agent is gone. */
@Singleton
@Startup
public class DeadSidecarSweep {
    private static final String NAME = "dead-sidecars";
    private static final int BATCH_SIZE = 50;

    private final Sweeper sweeper;
    private final AgentOperator agents;

    @Resource
    TimerService timers;

    @SuppressWarnings("NullAway") // Liberty wants a public no-arg constructor on session beans: CNTR5007E
    public DeadSidecarSweep() {
        this(null, null);
    }

    @Inject
    @SuppressWarnings("NullAway.Init") // timers comes from the container
    public DeadSidecarSweep(Sweeper sweeper, AgentOperator agents) {
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
        sweeper.run(NAME, now -> Sweeper.Batch.last(agents.detectDeadSidecars(now, BATCH_SIZE)));
    }
}
