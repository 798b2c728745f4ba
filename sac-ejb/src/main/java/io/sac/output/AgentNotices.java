package io.sac.output;

import io.sac.agent.AgentDirectory;
import io.sac.event.Events;
import io.sac.event.NewEvent;
import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.List;

/** Keeps what sidecars say could not be brought over, and tells their users when it changes. */
@Stateless
public class AgentNotices {
    private static final String CHANGED = "agent.notices";

    private final AgentNoticeRepository notices;
    private final AgentDirectory agents;
    private final Events events;
    private final Clock clock;

    @SuppressWarnings("NullAway") // Liberty wants a public no-arg constructor on session beans: CNTR5007E
    public AgentNotices() {
        this(null, null, null, null);
    }

    @Inject
    public AgentNotices(AgentNoticeRepository notices, AgentDirectory agents, Events events, Clock clock) {
        this.notices = notices;
        this.agents = agents;
        this.events = events;
        this.clock = clock;
    }

    /** What the newest heartbeat carries; most say what the one before said, and write nothing. */
    public void told(long agentId, List<AgentNotice> told) {
        if (notices.of(agentId).equals(told)) {
            return;
        }
        agents.findLocked(agentId).ifPresent(agent -> {
            notices.save(agentId, told, clock.instant());
            events.publish(agent.ownerId(), new NewEvent(CHANGED, agentId, null, new Notices(told)));
        });
    }

    public List<AgentNotice> of(long agentId) {
        return notices.of(agentId);
    }

    /** All notices of one agent. */
    public record Notices(List<AgentNotice> notices) {}
}
