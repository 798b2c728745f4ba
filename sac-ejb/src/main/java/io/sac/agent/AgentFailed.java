package io.sac.agent;

/** The agent's sandbox could not be started or kept alive; fired after the commit. */
public record AgentFailed(long agentId, String reason) {}
