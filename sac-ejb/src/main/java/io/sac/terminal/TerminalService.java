package io.sac.terminal;

import io.sac.access.Access;
import io.sac.access.Permission;
import io.sac.access.Principal;
import io.sac.account.Tickets;
import io.sac.agent.AgentRuntime;
import io.sac.problem.ProblemType;
import io.sac.problem.SacException;
import io.sac.protocol.TerminalFrame;
import io.sac.sandbox.SidecarAddress;
import io.sac.sandbox.SidecarClient;
import io.sac.sandbox.SidecarSocket;
import io.sac.session.SessionDetails;
import io.sac.session.SessionDirectory;
import io.sac.session.SessionRecorder;
import io.sac.session.SessionStatus;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Lets viewers into terminals: the ticket is used up, access is asked, and the session's sidecar is reached. */
@ApplicationScoped
public class TerminalService {
    private static final int COME_AGAIN = 1012;

    private final Tickets tickets;
    private final SessionDirectory sessions;
    private final SessionRecorder recorder;
    private final Access access;
    private final AgentRuntime runtime;
    private final SidecarClient sidecars;
    private final Terminals terminals;
    private final TerminalWarmUp warmUp;

    @Inject
    public TerminalService(
            Tickets tickets,
            SessionDirectory sessions,
            SessionRecorder recorder,
            Access access,
            AgentRuntime runtime,
            SidecarClient sidecars,
            Terminals terminals,
            TerminalWarmUp warmUp) {
        this.tickets = tickets;
        this.sessions = sessions;
        this.recorder = recorder;
        this.access = access;
        this.runtime = runtime;
        this.sidecars = sidecars;
        this.terminals = terminals;
        this.warmUp = warmUp;
    }

    @SuppressWarnings("NullAway") // for the client proxy
    protected TerminalService() {
        this(null, null, null, null, null, null, null, null);
    }

    /**
     * Connects a viewer with the session it asks for; a refusal's close code is that of its problem type.
     *
     * @param protocol the sub-protocol the viewer speaks
     */
    public TerminalRelay open(Request request, String protocol, TerminalClient client) {
        Optional<SidecarSocket> rehearsal = warmUp.claim(request.ticket());
        if (rehearsal.isPresent()) {
            return terminals.rehearse(client, rehearsal.get());
        }
        UUID id = sessionId(request.sessionId());
        Principal viewer = tickets.redeem(ticket(request.ticket()), id)
                .orElseThrow(() -> new SacException(
                        ProblemType.TICKET_INVALID,
                        "This ticket was used before, has expired or is not for this session."));
        SessionDetails session =
                access.require(viewer, Permission.VIEW, sessions.find(id), ProblemType.SESSION_NOT_FOUND);
        if (!String.valueOf(session.agentId()).equals(request.agentId())) {
            throw new SacException(ProblemType.SESSION_NOT_FOUND, "This session belongs to another agent.");
        }
        terminals.requireRoom(viewer.userId());
        SidecarSocket upstream = upstream(viewer, session, protocol);
        return terminals.start(viewer, client, upstream, code -> said(session, code));
    }

    private SidecarSocket upstream(Principal viewer, SessionDetails session, String protocol) {
        // What is starting or rests may be there already, or comes back as somebody looks; its sidecar knows.
        if (session.status() == SessionStatus.ENDED || session.status() == SessionStatus.STOPPING) {
            throw new SacException(ProblemType.SESSION_ENDED, "This session has ended. Open a new one.");
        }
        SidecarAddress sidecar = runtime.locate(session.agentId())
                .orElseThrow(() -> new SacException(ProblemType.AGENT_UNREACHABLE, "The agent is starting."));
        boolean mayDrive = access.may(viewer, Permission.DRIVE, session);
        String login = viewer.loginSession() == null
                ? "user-" + viewer.userId()
                : viewer.loginSession().toString();
        try {
            return sidecars.openTerminal(
                    sidecar, session.id(), new SidecarClient.Viewer(login, viewer.username(), mayDrive, protocol));
        } catch (SacException e) {
            if (e.type() == ProblemType.SESSION_NOT_FOUND) {
                throw lost(session, e);
            }
            throw e;
        }
    }

    /** The sidecar does not know a session that exists: it is made known to it, and the viewer comes again. */
    private SacException lost(SessionDetails session, SacException cause) {
        recorder.lost(session.agentId(), session.id());
        return new SacException(ProblemType.AGENT_UNREACHABLE, "The session is starting.", cause);
    }

    /** What the viewer is told when the sidecar closes. */
    private int said(SessionDetails session, int code) {
        if (code != TerminalFrame.NO_SUCH_SESSION) {
            return code;
        }
        recorder.lost(session.agentId(), session.id());
        return COME_AGAIN;
    }

    private static UUID sessionId(@Nullable String text) {
        try {
            UUID id = UUID.fromString(String.valueOf(text));
            if (id.toString().equals(text)) {
                return id;
            }
        } catch (IllegalArgumentException e) {
            // Not a session of ours, whatever it is.
        }
        throw new SacException(ProblemType.SESSION_NOT_FOUND, ProblemType.SESSION_NOT_FOUND.title() + ".");
    }

    private static String ticket(@Nullable String text) {
        if (text == null || text.isEmpty()) {
            throw new SacException(ProblemType.TICKET_INVALID, "A terminal needs a ticket.");
        }
        return text;
    }

    /** What a viewer says in its address. */
    public record Request(
            @Nullable String sessionId,
            @Nullable String agentId,
            @Nullable String ticket) {}
}
