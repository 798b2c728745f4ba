package io.sac.web.session;

import io.sac.access.CurrentPrincipal;
import io.sac.session.OpenedSession;
import io.sac.session.SessionRepository;
import io.sac.session.SessionService;
import io.sac.session.SessionView;
import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The caller's sessions. */
@Path("sessions")
@Dependent
public class SessionResource {
    private final SessionService sessions;
    private final CurrentPrincipal principal;

    @Inject
    public SessionResource(SessionService sessions, CurrentPrincipal principal) {
        this.sessions = sessions;
        this.principal = principal;
    }

    @POST
    @RolesAllowed("user")
    public Response open(@NotNull @Valid OpenSessionRequest request) {
        OpenedSession session =
                sessions.open(principal.get(), request.agentId(), Boolean.TRUE.equals(request.another()));
        return Response.accepted(session).build();
    }

    @GET
    @RolesAllowed("user")
    public SessionList list(
            @QueryParam("agent_id") @Nullable Long agentId,
            @QueryParam("cursor") @Nullable String cursor,
            @QueryParam("limit") @DefaultValue("50") @Min(1) @Max(200) int limit) {
        SessionRepository.Place after = SessionCursor.parse(cursor);
        List<SessionView> page = sessions.list(principal.get(), agentId, after, limit + 1);
        return SessionList.of(page, limit);
    }

    @GET
    @Path("{session_id}")
    @RolesAllowed("user")
    public SessionView get(@PathParam("session_id") String id) {
        return sessions.get(principal.get(), SessionIds.parse(id));
    }

    @DELETE
    @Path("{session_id}")
    @RolesAllowed("user")
    public void end(@PathParam("session_id") String id) {
        UUID session = SessionIds.parse(id);
        sessions.end(principal.get(), session);
    }
}
