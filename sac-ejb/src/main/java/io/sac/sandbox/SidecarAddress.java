package io.sac.sandbox;

/** Where the sidecar of one agent listens, and for which generation of the agent's tokens. */
public record SidecarAddress(long agentId, int generation, String host, int port) {
    public SidecarAddress {
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("no such port: " + port);
        }
    }
}
