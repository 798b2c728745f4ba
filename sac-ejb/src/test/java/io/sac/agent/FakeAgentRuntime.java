package io.sac.agent;

import io.sac.sandbox.SidecarAddress;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Runs agents in memory. */
public final class FakeAgentRuntime implements AgentRuntime {
    private final Map<Long, SidecarAddress> running = new ConcurrentHashMap<>();
    private final AtomicInteger ports = new AtomicInteger(1000);

    @Override
    public SidecarAddress start(AgentSpec spec, StageListener stages) throws StartCancelledException {
        stages.at(StageId.PREPARING);
        if (stages.cancelled()) {
            throw new StartCancelledException();
        }
        SidecarAddress address = running.compute(
                spec.agentId(),
                (id, present) -> present != null && present.generation() == spec.generation()
                        ? present
                        : new SidecarAddress(id, spec.generation(), "127.0.0.1", ports.incrementAndGet()));
        stages.at(StageId.CONNECTING);
        return address;
    }

    @Override
    public void stop(long agentId, Duration grace) {
        running.remove(agentId);
    }

    @Override
    public void delete(long agentId, boolean withFiles) {
        running.remove(agentId);
    }

    @Override
    public Optional<SidecarAddress> locate(long agentId) {
        return Optional.ofNullable(running.get(agentId));
    }

    @Override
    public Set<Long> running() {
        return Set.copyOf(running.keySet());
    }

    @Override
    public RuntimeCapabilities capabilities() {
        return new RuntimeCapabilities(false, false, false);
    }

    public void crash(long agentId) {
        running.remove(agentId);
    }
}
