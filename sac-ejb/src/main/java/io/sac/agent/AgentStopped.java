package io.sac.agent;

/** The agent's sandbox was stopped as somebody wanted; fired after the commit. */
public record AgentStopped(long agentId) {}
