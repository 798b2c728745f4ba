package io.sac.agent;

import io.micrometer.core.instrument.MeterRegistry;
import io.sac.platform.StatusGauges;
import jakarta.annotation.PostConstruct;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.Arrays;

/** How many agents are in which state. */
@Singleton
@Startup
public class AgentMetrics {
    private final AgentDirectory agents;
    private final MeterRegistry meters;
    private final Clock clock;

    @Inject
    public AgentMetrics(AgentDirectory agents, MeterRegistry meters, Clock clock) {
        this.agents = agents;
        this.meters = meters;
        this.clock = clock;
    }

    @SuppressWarnings("NullAway") // Liberty wants a public no-arg constructor on session beans: CNTR5007E
    public AgentMetrics() {
        this(null, null, null);
    }

    @PostConstruct
    void register() {
        StatusGauges.register(
                "sac.agents",
                "Agents of the whole installation",
                Arrays.stream(AgentStatus.values()).map(AgentStatus::word).toList(),
                agents::countByStatus,
                meters,
                clock);
    }
}
