package io.sac.agent;

import io.sac.problem.SacException;
import io.sac.sandbox.SidecarAddress;
import jakarta.ejb.Stateless;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The transactions around what the {@link AgentOperator} does: what is to be done is read and leased in one, and what
 * came of it is recorded in another; between them nothing is locked.
 */
@Stateless
public class AgentIntents {
    private static final Logger LOG = LoggerFactory.getLogger(AgentIntents.class);

    private final AgentRepository agents;
    private final AgentAnnouncements announcements;
    private final AgentSpecs specs;
    private final Event<AgentReady> ready;
    private final Event<AgentStopped> stopped;
    private final Event<AgentFailed> failed;
    private final Event<AgentIntended> intended;
    private final Clock clock;

    @Inject
    public AgentIntents(
            AgentRepository agents,
            AgentAnnouncements announcements,
            AgentSpecs specs,
            Event<AgentReady> ready,
            Event<AgentStopped> stopped,
            Event<AgentFailed> failed,
            Event<AgentIntended> intended,
            Clock clock) {
        this.agents = agents;
        this.announcements = announcements;
        this.specs = specs;
        this.ready = ready;
        this.stopped = stopped;
        this.failed = failed;
        this.intended = intended;
        this.clock = clock;
    }

    @SuppressWarnings("NullAway") // Liberty wants a public no-arg constructor on session beans: CNTR5007E
    public AgentIntents() {
        this(null, null, null, null, null, null, null, null);
    }

    /** What is to be done for the agent now, taken on for this holder; empty when nothing is. */
    public Optional<Work> claim(long agentId, String holder) {
        Instant now = clock.instant();
        Agent agent = agents.findLocked(agentId).orElse(null);
        if (agent == null || !agent.isDue(holder, now)) {
            return Optional.empty();
        }
        agent.lease(holder, now);
        if (!agent.wantedRunning()) {
            return Optional.of(new Work(agentId, agent.intent(), false, null));
        }
        try {
            return Optional.of(new Work(agentId, agent.intent(), agent.restartFirst(), specs.of(agent)));
        } catch (SacException e) {
            LOG.error("agent {}: its settings cannot be used", agentId, e);
            Reason reason = new Reason("settings_unusable", e.detail(), Reason.OPEN_SETTINGS, null);
            if (agent.becomeFailed(agent.intent(), reason, now)) {
                afterTrouble(agent, reason);
            }
            return Optional.empty();
        }
    }

    /** When the agent's open intent may be carried out, if one waits for its time. */
    public Optional<Duration> waitsFor(long agentId) {
        Instant now = clock.instant();
        return agents.find(agentId)
                .filter(agent -> !agent.isSettled())
                .map(Agent::actAfter)
                .filter(time -> time.isAfter(now))
                .map(time -> Duration.between(now, time));
    }

    /** A stage was reached. False when somebody wants something else meanwhile. */
    public boolean reached(
            long agentId, long intent, StageId stage, @Nullable Integer percent, @Nullable String message) {
        Agent agent = agents.findLocked(agentId).orElse(null);
        if (agent == null || !agent.reach(intent, stage, percent, message, clock.instant())) {
            return false;
        }
        announcements.status(agent);
        return true;
    }

    /** Whether this intent is still the one that is wanted. */
    public boolean isCurrent(long agentId, long intent) {
        return agents.find(agentId)
                .filter(agent -> agent.intent() == intent && !agent.isSettled())
                .isPresent();
    }

    public void becameReady(long agentId, long intent, SidecarAddress address) {
        agents.findLocked(agentId)
                .filter(agent -> agent.becomeReady(intent, clock.instant()))
                .ifPresent(agent -> {
                    announcements.status(agent);
                    ready.fire(new AgentReady(agentId, address));
                });
    }

    public void becameStopped(long agentId, long intent) {
        agents.findLocked(agentId).filter(agent -> agent.becomeStopped(intent)).ifPresent(agent -> {
            announcements.status(agent);
            stopped.fire(new AgentStopped(agentId));
        });
    }

    public void becameFailed(long agentId, long intent, Reason reason) {
        agents.findLocked(agentId)
                .filter(agent -> agent.becomeFailed(intent, reason, clock.instant()))
                .ifPresent(agent -> afterTrouble(agent, reason));
    }

    /** The agent's sandbox ended while no server was there to see it; it is started again. */
    public void wentDown(long agentId) {
        agents.findLocked(agentId)
                .filter(agent -> agent.wentDown(clock.instant()))
                .ifPresent(agent -> {
                    announcements.status(agent);
                    intended.fire(new AgentIntended(agentId));
                });
    }

    /** The sidecar of a ready agent is gone. */
    public void died(long agentId, Reason reason) {
        agents.findLocked(agentId)
                .filter(agent -> agent.sidecarDied(reason, clock.instant()))
                .ifPresent(agent -> afterTrouble(agent, reason));
    }

    private void afterTrouble(Agent agent, Reason reason) {
        announcements.status(agent);
        if (agent.status() == AgentStatus.FAILED) {
            failed.fire(new AgentFailed(agent.id(), reason.message()));
        } else {
            intended.fire(new AgentIntended(agent.id()));
        }
    }

    /** Ready agents not looked at since the given time, marked as looked at now; those that were silent are told apart. */
    public List<Check> toCheck(Instant since, Instant now, int limit) {
        List<Check> checks = new ArrayList<>();
        for (long id : agents.readyNotCheckedSince(since, limit)) {
            agents.findLocked(id)
                    .filter(agent -> agent.status() == AgentStatus.READY)
                    .ifPresent(agent -> {
                        checks.add(new Check(id, agent.isSilent(now)));
                        agent.checked(now);
                    });
        }
        return checks;
    }

    public List<Long> due(Instant now, int limit) {
        return agents.due(now, limit);
    }

    public List<Long> dueRemovals(Instant now, int limit) {
        return agents.dueRemovals(now, limit);
    }

    /** Which of the running agents nobody knows. */
    public Set<Long> unknown(Collection<Long> running) {
        Set<Long> unknown = new TreeSet<>(running);
        agents.existing(running).forEach(unknown::remove);
        return unknown;
    }

    public Optional<Removal> removal(long agentId) {
        return agents.findRemoval(agentId).map(removal -> new Removal(agentId, removal.withFiles()));
    }

    public void removed(long agentId) {
        agents.findRemoval(agentId).ifPresent(agents::done);
    }

    public void removalFailed(long agentId) {
        agents.findRemoval(agentId).ifPresent(removal -> removal.failed(clock.instant()));
    }

    public int releaseLeases() {
        return agents.releaseLeases();
    }

    /** Tells the other features that a living sandbox was found again, after this server started. */
    public void foundAgain(long agentId, SidecarAddress address) {
        agents.findLocked(agentId)
                .filter(agent -> agent.status() == AgentStatus.READY)
                .ifPresent(agent -> {
                    agent.greeted(clock.instant());
                    ready.fire(new AgentReady(agentId, address));
                });
    }

    /** One open intent: to stop, or to start with this spec, ending the old sandbox first when asked. */
    public record Work(
            long agentId,
            long intent,
            boolean stopFirst,
            @Nullable AgentSpec spec) {}

    /** A ready agent to look at, and whether its sidecar was silent for too long. */
    public record Check(long agentId, boolean silent) {}

    /** A deleted agent whose sandbox is to be removed. */
    public record Removal(long agentId, boolean withFiles) {}
}
