package io.sac.session;

import io.sac.agent.AgentDetails;
import io.sac.agent.AgentDirectory;
import io.sac.agent.AgentStatus;
import io.sac.platform.AdvisoryLock;
import io.sac.sandbox.SessionState;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;

/** Records what became of sessions, as their sandboxes tell; each call is a short transaction of its own. */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
public class SessionRecorder {
    /** A session that waits for longer than this, while nothing seems to happen, is looked after. */
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    /** Whoever watched the program end may still read what it said last. */
    private static final Duration FAREWELL = Duration.ofMinutes(1);

    private static final String SWEEP = "session sweep";
    private static final int MOST_RELEASED = 100;

    private final SessionRepository sessions;
    private final SessionAnnouncements announcements;
    private final AgentDirectory agents;
    private final AdvisoryLock lock;
    private final Event<SessionReady> ready;
    private final Event<SessionWanted> wanted;
    private final Clock clock;

    @Inject
    public SessionRecorder(
            SessionRepository sessions,
            SessionAnnouncements announcements,
            AgentDirectory agents,
            AdvisoryLock lock,
            Event<SessionReady> ready,
            Event<SessionWanted> wanted,
            Clock clock) {
        this.sessions = sessions;
        this.announcements = announcements;
        this.agents = agents;
        this.lock = lock;
        this.ready = ready;
        this.wanted = wanted;
        this.clock = clock;
    }

    @SuppressWarnings("NullAway") // Liberty wants a public no-arg constructor on session beans: CNTR5007E
    public SessionRecorder() {
        this(null, null, null, null, null, null, null);
    }

    /**
     * What the agent's sandbox should do now.
     *
     * @param anew whether it has just come up, so that sessions that ran before must be made known to it again
     */
    public Work work(long agentId, boolean anew) {
        List<SessionDetails> start = new ArrayList<>();
        List<UUID> end = new ArrayList<>();
        for (AgentSession session : sessions.unended(agentId)) {
            if (!session.live()) {
                end.add(session.id());
            } else if (session.status() == SessionStatus.STARTING
                    || (!session.exited() && (anew || session.status() == SessionStatus.STOPPED))) {
                start.add(session.details());
            }
        }
        List<UUID> forget = sessions.unreleased(agentId, clock.instant().minus(FAREWELL), MOST_RELEASED).stream()
                .map(AgentSession::id)
                .toList();
        return new Work(start, end, forget);
    }

    /** What the sidecar answered about a session. */
    public void reported(long agentId, SessionState state) {
        heard(agentId, List.of(state));
    }

    /**
     * Takes on what a sidecar says of its sessions and answers which sessions of this agent exist. Sessions of another
     * agent are not touched, whatever a sidecar says.
     */
    public List<UUID> heard(long agentId, Collection<SessionState> states) {
        List<AgentSession> unended = sessions.unended(agentId);
        Instant now = clock.instant();
        List<UUID> changed = new ArrayList<>();
        for (SessionState state : states) {
            unended.stream()
                    .filter(session -> session.id().equals(state.sessionId()) && differs(session, state, now))
                    .forEach(session -> changed.add(session.id()));
        }
        if (!changed.isEmpty()) {
            AgentDetails agent = agents.findLocked(agentId).orElse(null);
            boolean running = agent != null && runs(agent);
            for (AgentSession session : sessions.unendedLocked(agentId)) {
                states.stream()
                        .filter(state ->
                                changed.contains(session.id()) && session.id().equals(state.sessionId()))
                        .forEach(state -> take(session, state, running, now));
            }
        }
        return sessions.unended(agentId).stream().map(AgentSession::id).toList();
    }

    /** The CLI in a session goes by this name for its conversation. */
    public boolean converses(long agentId, UUID id, String conversation) {
        agents.findLocked(agentId);
        Optional<AgentSession> session = sessions.findLocked(id).filter(found -> found.agentId() == agentId);
        session.filter(found -> found.converse(conversation, clock.instant())).ifPresent(announcements::changed);
        return session.isPresent();
    }

    /** The agent's sandbox has stopped: its sessions rest, those that were to end have ended. */
    public void rested(long agentId) {
        settle(agentId, session -> session.rest(clock.instant()));
    }

    /** The agent's sandbox cannot be had. */
    public void failed(long agentId, String why) {
        settle(agentId, session -> session.fail(why, clock.instant()));
    }

    /** The sidecar does not know a session that should run there: it is started again. */
    public void lost(long agentId, UUID id) {
        agents.findLocked(agentId);
        sessions.findLocked(id)
                .filter(session -> session.restart(clock.instant()))
                .ifPresent(session -> {
                    announcements.changed(session);
                    wanted.fire(new SessionWanted(agentId));
                });
    }

    /** One session could not be started. */
    public void failed(long agentId, UUID id, String why) {
        agents.findLocked(agentId);
        sessions.findLocked(id)
                .filter(session -> session.fail(why, clock.instant()))
                .ifPresent(announcements::changed);
    }

    /** A session that somebody ended has ended; its sandbox has forgotten it or could not be told. */
    public void ended(long agentId, UUID id, boolean released) {
        agents.findLocked(agentId);
        sessions.findLocked(id).ifPresent(session -> {
            if (session.end(null, clock.instant())) {
                announcements.changed(session);
            }
            if (released) {
                session.release();
            }
        });
    }

    /** The sandbox has forgotten a session that had ended. */
    public void forgotten(UUID id) {
        sessions.findLocked(id).ifPresent(AgentSession::release);
    }

    /** Agents whose sessions do not fit their state; none when another replica is looking after them. */
    public List<Long> toRepair(Instant now, int limit) {
        return lock.tryAcquire(SWEEP)
                ? sessions.agentsToRepair(now.minus(PATIENCE), now.minus(FAREWELL), limit)
                : List.of();
    }

    private void take(AgentSession session, SessionState state, boolean running, Instant now) {
        boolean wasReady = session.status() == SessionStatus.READY;
        if (session.report(state, running, now)) {
            announcements.changed(session);
        }
        if (!wasReady && session.status() == SessionStatus.READY) {
            ready.fire(new SessionReady(session.id(), session.agentId()));
        }
    }

    private void settle(long agentId, Predicate<AgentSession> change) {
        agents.findLocked(agentId);
        for (AgentSession session : sessions.unendedLocked(agentId)) {
            boolean changed = session.live() ? change.test(session) : session.end(null, clock.instant());
            if (changed) {
                announcements.changed(session);
            }
        }
    }

    /** Looks without a lock whether the report says anything new, so that most heartbeats write nothing. */
    private static boolean differs(AgentSession session, SessionState state, Instant now) {
        String word = session.status().word();
        boolean same = word.equals(state.status())
                && Activity.of(state.activity()).orElse(session.activity()) == session.activity()
                && (state.conversationId() == null || state.conversationId().equals(session.conversationId()));
        return !same || (session.activity() == Activity.WORKING && session.quietSince(now));
    }

    private static boolean runs(AgentDetails agent) {
        return agent.wantedRunning() && (agent.status() == AgentStatus.READY || agent.status() == AgentStatus.STARTING);
    }

    /**
     * What is to be done in a sandbox.
     *
     * @param start should run
     * @param end somebody ended them
     * @param forget have ended and are still kept there
     */
    public record Work(List<SessionDetails> start, List<UUID> end, List<UUID> forget) {}
}
