package io.sac.agent;

import io.sac.problem.ProblemType;
import io.sac.problem.SacException;
import jakarta.ejb.Stateless;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.time.Clock;

/**
 * Records what is wanted of an agent's sandbox, in the caller's transaction when there is one. After the commit the
 * {@link AgentOperator} carries it out; until then nothing has happened but the record and its event.
 */
@Stateless
public class AgentLifecycle {
    private final AgentRepository agents;
    private final AgentAnnouncements announcements;
    private final Event<AgentIntended> intended;
    private final Clock clock;

    @Inject
    public AgentLifecycle(
            AgentRepository agents, AgentAnnouncements announcements, Event<AgentIntended> intended, Clock clock) {
        this.agents = agents;
        this.announcements = announcements;
        this.intended = intended;
        this.clock = clock;
    }

    @SuppressWarnings("NullAway") // Liberty wants a public no-arg constructor on session beans: CNTR5007E
    public AgentLifecycle() {
        this(null, null, null, null);
    }

    /** Wants the agent to run; nothing changes when it does or is about to. */
    public void requestStart(long agentId) {
        Agent agent = locked(agentId);
        if (agent.wantStart(clock.instant())) {
            record(agent);
        }
    }

    /** Wants the agent to stop, also while it starts; nothing changes when it has. */
    public void requestStop(long agentId) {
        Agent agent = locked(agentId);
        if (agent.wantStop(clock.instant())) {
            record(agent);
        }
    }

    /** Wants the agent's sandbox replaced by a new one with the present settings. */
    public void requestRestart(long agentId) {
        Agent agent = locked(agentId);
        agent.wantRestart(clock.instant());
        record(agent);
    }

    private Agent locked(long agentId) {
        return agents.findLocked(agentId)
                .orElseThrow(
                        () -> new SacException(ProblemType.AGENT_NOT_FOUND, ProblemType.AGENT_NOT_FOUND.title() + "."));
    }

    private void record(Agent agent) {
        announcements.status(agent);
        intended.fire(new AgentIntended(agent.id()));
    }
}
