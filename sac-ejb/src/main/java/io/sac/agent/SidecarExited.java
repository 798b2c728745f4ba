package io.sac.agent;

/** A runtime saw a sidecar end; fired asynchronously, whether the end was wanted or not. */
public record SidecarExited(long agentId) {}
