package io.sac.agent;

/** Where the sidecar of one agent listens, and for which generation of the agent's tokens. */
public record SidecarAddress(long agentId, int generation, String host, int port) {}
