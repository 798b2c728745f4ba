package io.sac.agent;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Duration;
import java.time.Instant;

/** What is left to do for an agent that was deleted: end its process tree, remove its files. Tried until it succeeds. */
@Entity
@Table(name = "agent_removal")
public class AgentRemoval {
    @Id
    @Column(name = "agent_id")
    private long agentId;

    @Column(name = "with_files", updatable = false)
    private boolean withFiles;

    @Column(name = "requested_at", updatable = false)
    private Instant requestedAt = Instant.EPOCH;

    @Column(name = "act_after")
    private Instant actAfter = Instant.EPOCH;

    @Column(name = "attempts")
    private int attempts;

    protected AgentRemoval() {}

    public static AgentRemoval of(long agentId, boolean withFiles, Instant now) {
        AgentRemoval removal = new AgentRemoval();
        removal.agentId = agentId;
        removal.withFiles = withFiles;
        removal.requestedAt = now;
        removal.actAfter = now;
        return removal;
    }

    void failed(Instant now) {
        attempts++;
        actAfter = now.plus(Duration.ofSeconds(Math.min(3600, 5L << Math.min(attempts, 10))));
    }

    long agentId() {
        return agentId;
    }

    boolean withFiles() {
        return withFiles;
    }
}
