package io.sac.agent;

import io.sac.sandbox.SidecarAddress;

/** The agent's sandbox is up and its sidecar answers; fired after the commit, also when a server adopts a living one. */
public record AgentReady(long agentId, SidecarAddress address) {}
