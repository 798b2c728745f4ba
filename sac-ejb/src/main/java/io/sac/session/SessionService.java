package io.sac.session;

import io.sac.access.Access;
import io.sac.access.Change;
import io.sac.access.Permission;
import io.sac.access.Principal;
import io.sac.agent.AgentDetails;
import io.sac.agent.AgentDirectory;
import io.sac.agent.AgentLifecycle;
import io.sac.agent.AgentStatus;
import io.sac.platform.IdSource;
import io.sac.problem.ProblemType;
import io.sac.problem.SacException;
import io.sac.setting.SettingKey;
import io.sac.setting.Settings;
import jakarta.ejb.Stateless;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What people do with sessions: open, look at, list and end them. Nothing here waits for a sandbox; what is wanted is
 * recorded, and carried out after the commit.
 */
@Stateless
public class SessionService {
    private final SessionRepository sessions;
    private final SessionAnnouncements announcements;
    private final AgentDirectory agents;
    private final AgentLifecycle lifecycle;
    private final Settings settings;
    private final Access access;
    private final Event<SessionWanted> wanted;
    private final Event<Change> changes;
    private final IdSource ids;
    private final Clock clock;

    @Inject
    public SessionService(
            SessionRepository sessions,
            SessionAnnouncements announcements,
            AgentDirectory agents,
            AgentLifecycle lifecycle,
            Settings settings,
            Access access,
            Event<SessionWanted> wanted,
            Event<Change> changes,
            IdSource ids,
            Clock clock) {
        this.sessions = sessions;
        this.announcements = announcements;
        this.agents = agents;
        this.lifecycle = lifecycle;
        this.settings = settings;
        this.access = access;
        this.wanted = wanted;
        this.changes = changes;
        this.ids = ids;
        this.clock = clock;
    }

    @SuppressWarnings("NullAway") // Liberty wants a public no-arg constructor on session beans: CNTR5007E
    public SessionService() {
        this(null, null, null, null, null, null, null, null, null, null);
    }

    /** The agent's live session, or a new one if there is none or another is wanted; its agent starts if it rests. */
    public OpenedSession open(Principal principal, long agentId, boolean another) {
        access.require(principal, Permission.DRIVE, agents.find(agentId), ProblemType.AGENT_NOT_FOUND);
        // The agent's lock makes two openers one after the other: the second finds what the first has made.
        AgentDetails agent =
                access.require(principal, Permission.DRIVE, agents.findLocked(agentId), ProblemType.AGENT_NOT_FOUND);
        List<AgentSession> live =
                sessions.unended(agentId).stream().filter(AgentSession::live).toList();
        Optional<AgentSession> present =
                another ? Optional.empty() : live.stream().findFirst();
        AgentSession session = present.orElseGet(() -> begin(principal, agent, live.size()));
        bringUp(agent, session, present.isEmpty());
        SessionView view = announcements.view(session);
        return new OpenedSession(
                session.id(), agentId, view.status(), view.stage(), view.createdAt(), present.isEmpty());
    }

    /** One session that the principal may see. */
    public SessionView get(Principal principal, UUID id) {
        return announcements.view(require(principal, Permission.VIEW, id));
    }

    /** A page of the principal's sessions that have not ended, newest first. */
    public List<SessionView> list(
            Principal principal, @Nullable Long agentId, SessionRepository.@Nullable Place after, int limit) {
        return sessions.list(access.visibleOwners(principal, Permission.VIEW), agentId, after, limit).stream()
                .map(announcements::view)
                .toList();
    }

    /** Ends a session and the program in it; ending it again changes nothing. */
    public void end(Principal principal, UUID id) {
        AgentSession session = lock(require(principal, Permission.DELETE, id));
        if (session.stop(clock.instant())) {
            announcements.changed(session);
            wanted.fire(new SessionWanted(session.agentId()));
            changes.fire(new Change(principal, "session.ended", "session/" + id));
        }
    }

    /**
     * The session, locked and awake, for whoever gives it something to do; refused when it has ended.
     *
     * @param said what is given to it, from which it may take its title
     */
    public SessionDetails drive(Principal principal, UUID id, String said) {
        AgentSession session = require(principal, Permission.DRIVE, id);
        AgentDetails agent = access.require(
                principal, Permission.DRIVE, agents.findLocked(session.agentId()), ProblemType.SESSION_NOT_FOUND);
        AgentSession locked = lock(session);
        if (!locked.live()) {
            throw new SacException(
                    ProblemType.SESSION_ENDED, "This session has ended. Open a new one and send it there.");
        }
        boolean entitled = locked.entitle(said, clock.instant());
        bringUp(agent, locked, false);
        if (entitled) {
            announcements.changed(locked);
        }
        return locked.details();
    }

    /** What other features may know of a session; for a session the principal may not see the answer is the same 404. */
    public SessionDetails require(Principal principal, UUID id, Permission permission) {
        return require(principal, permission, id).details();
    }

    private AgentSession begin(Principal principal, AgentDetails agent, int live) {
        int most = settings.number(SettingKey.SESSIONS_PER_AGENT, agent.ownerId());
        if (live >= most) {
            throw new SacException(
                    ProblemType.SESSION_LIMIT_REACHED,
                    "This agent has " + live + " open sessions, the most it may have. End one of them first.");
        }
        AgentSession session = AgentSession.open(ids.uuid(), agent.id(), agent.ownerId(), clock.instant());
        sessions.add(session);
        changes.fire(new Change(principal, "session.opened", "session/" + session.id()));
        return session;
    }

    private void bringUp(AgentDetails agent, AgentSession session, boolean isNew) {
        Instant now = clock.instant();
        boolean woken = session.wake(now);
        if (agent.status() != AgentStatus.READY) {
            lifecycle.requestStart(agent.id());
        }
        if (isNew) {
            announcements.created(session);
        } else if (woken) {
            announcements.changed(session);
        }
        if (session.status() == SessionStatus.STARTING) {
            wanted.fire(new SessionWanted(agent.id()));
        }
    }

    private AgentSession require(Principal principal, Permission permission, UUID id) {
        Optional<AgentSession> found = sessions.find(id);
        access.require(principal, permission, found.map(AgentSession::details), ProblemType.SESSION_NOT_FOUND);
        return found.orElseThrow();
    }

    /** Locks in the order agent, session. */
    private AgentSession lock(AgentSession session) {
        agents.findLocked(session.agentId());
        return sessions.findLocked(session.id())
                .orElseThrow(() ->
                        new SacException(ProblemType.SESSION_NOT_FOUND, ProblemType.SESSION_NOT_FOUND.title() + "."));
    }
}
