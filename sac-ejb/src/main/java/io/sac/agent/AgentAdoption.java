package io.sac.agent;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.Resource;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.inject.Inject;
import java.time.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** When the server starts, takes up the agents that ran on without it. */
@Singleton
@Startup
public class AgentAdoption {
    private static final Logger LOG = LoggerFactory.getLogger(AgentAdoption.class);

    private final AgentOperator operator;
    private final Clock clock;

    @Resource
    ManagedExecutorService executor;

    @Inject
    @SuppressWarnings("NullAway.Init") // the executor comes from the container
    public AgentAdoption(AgentOperator operator, Clock clock) {
        this.operator = operator;
        this.clock = clock;
    }

    @SuppressWarnings("NullAway") // Liberty wants a public no-arg constructor on session beans: CNTR5007E
    public AgentAdoption() {
        this(null, null);
    }

    @PostConstruct
    void schedule() {
        executor.execute(this::adopt);
    }

    private void adopt() {
        try {
            operator.adopt(clock.instant());
        } catch (RuntimeException e) {
            LOG.warn("agents: not adopted at the start, the sweep will do it", e);
        }
    }
}
