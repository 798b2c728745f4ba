package io.sac.output;

import java.time.Instant;
import java.util.List;

/** Where the notices of agents are kept. */
public interface AgentNoticeRepository {

    /** An agent's notices, the oldest first; none for an agent that has none or is not there. */
    List<AgentNotice> of(long agentId);

    /** Replaces an agent's notices. */
    void save(long agentId, List<AgentNotice> notices, Instant now);
}
