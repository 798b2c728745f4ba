package io.sac.agent;

class FakeAgentRuntimeTest implements AgentRuntimeContract {
    private final FakeAgentRuntime runtime = new FakeAgentRuntime();

    @Override
    public AgentRuntime testee() {
        return runtime;
    }

    @Override
    public void crash(long agentId) {
        runtime.crash(agentId);
    }
}
