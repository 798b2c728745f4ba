package io.sac.agent;

/** Something new is wanted of an agent's sandbox; observed after the commit. */
record AgentIntended(long agentId) {}
