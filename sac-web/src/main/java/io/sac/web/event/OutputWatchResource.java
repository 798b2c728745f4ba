package io.sac.web.event;

import io.sac.access.Access;
import io.sac.access.CurrentPrincipal;
import io.sac.access.Permission;
import io.sac.agent.AgentDirectory;
import io.sac.problem.ProblemType;
import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Changes in one agent's output, cut out of the caller's events. */
@Path("workspace/output/watch")
@Dependent
public class OutputWatchResource {
    private final EventResource events;
    private final AgentDirectory agents;
    private final Access access;
    private final CurrentPrincipal principal;

    @Inject
    public OutputWatchResource(EventResource events, AgentDirectory agents, Access access, CurrentPrincipal principal) {
        this.events = events;
        this.agents = agents;
        this.access = access;
        this.principal = principal;
    }

    @GET
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @RolesAllowed("user")
    public void watch(
            @QueryParam("agent_id") long agentId,
            @HeaderParam(HttpHeaders.LAST_EVENT_ID_HEADER) @Nullable String lastSeen,
            @Context SseEventSink sink,
            @Context Sse sse,
            @Context HttpServletResponse response) {
        access.require(principal.get(), Permission.VIEW, agents.find(agentId), ProblemType.AGENT_NOT_FOUND);
        events.open(
                lastSeen,
                event -> event.type().startsWith("output.") && Objects.equals(event.agentId(), agentId),
                sink,
                sse,
                response);
    }
}
