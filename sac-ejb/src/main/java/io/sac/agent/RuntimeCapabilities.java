package io.sac.agent;

/**
 * What a runtime really does on this system: whether memory and processes are limited, and whether several servers
 * may run agents through it at once.
 */
public record RuntimeCapabilities(boolean memoryLimits, boolean processLimits, boolean sharedByServers) {}
