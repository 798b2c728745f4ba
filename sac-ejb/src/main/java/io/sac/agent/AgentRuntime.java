package io.sac.agent;

import io.sac.sandbox.SidecarAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * Runs the sandboxes of agents: somewhere with a sidecar, a private home and a workspace for each. Every operation may
 * be repeated; none is called inside a transaction.
 */
public interface AgentRuntime {
    /**
     * Starts the agent, or adopts the sandbox that already runs for it in the same generation. Returns once the sidecar
     * has proven itself. There are never two sandboxes of one agent, however often and from wherever this is called.
     *
     * @throws AgentStartException with words for the person, when it cannot be started
     * @throws StartCancelledException when the listener said that it is no longer wanted; nothing of it runs then
     */
    SidecarAddress start(AgentSpec spec, StageListener stages) throws AgentStartException, StartCancelledException;

    /** Ends the whole process tree of the agent: politely within the grace, then by force. Its files stay. */
    void stop(long agentId, Duration grace);

    /** Stops the agent and forgets it; with its files when asked. */
    void delete(long agentId, boolean withFiles);

    /** Where the agent's living sidecar listens; empty when none lives. Cheap, and asks the sidecar nothing. */
    Optional<SidecarAddress> locate(long agentId);

    /** The agents whose sidecar lives. */
    Set<Long> running();

    /** What this runtime can really do on this system. */
    RuntimeCapabilities capabilities();
}
