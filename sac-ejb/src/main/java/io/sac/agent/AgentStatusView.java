package io.sac.agent;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The state of one agent's sandbox as clients see it, also the data of {@code agent.status} events. */
public record AgentStatusView(
        long agentId,
        String status,
        @Nullable String stage,
        List<Stage> stages,
        @Nullable Reason reason,
        Limits limits) {
    /** Whether memory and processes are really limited where this agent runs. */
    public record Limits(boolean memory, boolean processes) {}
}
