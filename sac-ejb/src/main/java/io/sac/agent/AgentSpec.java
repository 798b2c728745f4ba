package io.sac.agent;

import io.sac.provider.ModelAccess;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Everything a runtime needs to start one agent. Holds the agent's secrets in clear, so it lives in memory only, for
 * one start, and its text form names none.
 */
public record AgentSpec(
        long agentId,
        int generation,
        String name,
        String harness,
        String instructions,
        @Nullable String permissionMode,
        ModelAccess model,
        Map<String, String> variables,
        int sessions) {
    @Override
    public String toString() {
        return "AgentSpec[agent %d, generation %d, %s]".formatted(agentId, generation, harness);
    }
}
