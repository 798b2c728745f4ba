package io.sac.web.internal;

import io.sac.access.CurrentPrincipal;
import io.sac.agent.AgentPresence;
import io.sac.output.AgentNotices;
import io.sac.output.OutputRecords;
import io.sac.problem.ProblemType;
import io.sac.problem.SacException;
import io.sac.prompt.PromptRecorder;
import io.sac.session.SessionRecorder;
import io.sac.web.session.SessionIds;
import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

/** What a sidecar tells of its own agent's sessions and prompts; the agent is the token's, never the body's. */
@Path("internal")
@Dependent
public class SidecarResource {
    private static final int MOST_TOMBSTONES = 1000;

    private final CurrentPrincipal principal;
    private final AgentPresence presence;
    private final SessionRecorder sessions;
    private final PromptRecorder prompts;
    private final OutputRecords output;
    private final AgentNotices notices;

    @Inject
    public SidecarResource(
            CurrentPrincipal principal,
            AgentPresence presence,
            SessionRecorder sessions,
            PromptRecorder prompts,
            OutputRecords output,
            AgentNotices notices) {
        this.principal = principal;
        this.presence = presence;
        this.sessions = sessions;
        this.prompts = prompts;
        this.output = output;
        this.notices = notices;
    }

    @POST
    @Path("heartbeat")
    @RolesAllowed("agent")
    public HeartbeatAnswer heartbeat(@NotNull @Valid HeartbeatRequest request) {
        long agent = agent();
        presence.seen(
                agent,
                Objects.requireNonNullElse(request.version(), ""),
                Objects.requireNonNullElse(request.port(), 0));
        notices.told(agent, Objects.requireNonNullElse(request.notices(), List.of()));
        List<UUID> existing = sessions.heard(agent, Objects.requireNonNullElse(request.sessions(), List.of()));
        return new HeartbeatAnswer(existing, output.pendingTombstones(agent, MOST_TOMBSTONES));
    }

    @POST
    @Path("sessions/{session_id}/conversation")
    @RolesAllowed("agent")
    public void conversation(@PathParam("session_id") String id, @NotNull @Valid ConversationNote note) {
        if (!sessions.converses(agent(), SessionIds.parse(id), note.conversationId())) {
            throw new SacException(ProblemType.SESSION_NOT_FOUND, ProblemType.SESSION_NOT_FOUND.title() + ".");
        }
    }

    @POST
    @Path("prompts/{prompt_id}/state")
    @RolesAllowed("agent")
    public void promptState(@PathParam("prompt_id") UUID id, @NotNull @Valid PromptNote note) {
        if (!prompts.reported(agent(), id, note.state(), note.reason())) {
            throw new SacException(ProblemType.PROMPT_NOT_FOUND, ProblemType.PROMPT_NOT_FOUND.title() + ".");
        }
    }

    private long agent() {
        return Objects.requireNonNull(principal.get().agentId());
    }
}
