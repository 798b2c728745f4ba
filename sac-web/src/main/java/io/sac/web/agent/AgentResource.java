package io.sac.web.agent;

import io.sac.access.CurrentPrincipal;
import io.sac.agent.AgentCatalog;
import io.sac.agent.AgentPage;
import io.sac.agent.AgentRequest;
import io.sac.agent.AgentView;
import io.sac.web.http.RequestAddress;
import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import org.jspecify.annotations.Nullable;

/** The caller's agents over HTTP; the contract is {@code META-INF/openapi.yaml}. */
@Path("agents")
@Dependent
public class AgentResource {
    private final AgentCatalog agents;
    private final CurrentPrincipal principal;

    @Inject
    public AgentResource(AgentCatalog agents, CurrentPrincipal principal) {
        this.agents = agents;
        this.principal = principal;
    }

    @GET
    @RolesAllowed("user")
    public AgentPage list(
            @QueryParam("cursor") @Nullable String cursor,
            @QueryParam("limit") @DefaultValue("50") @Min(1) @Max(200) int limit) {
        return agents.list(principal.get(), cursor, limit);
    }

    @POST
    @RolesAllowed("user")
    public Response create(AgentRequest.@NotNull Create request, @Context HttpServletRequest http) {
        AgentView agent = agents.create(principal.get(), request);
        return Response.created(RequestAddress.of(http).url("api/agents/" + agent.id()))
                .entity(agent)
                .build();
    }

    @GET
    @Path("{id}")
    @RolesAllowed("user")
    public AgentView get(@PathParam("id") long id) {
        return agents.get(principal.get(), id);
    }

    @PUT
    @Path("{id}")
    @RolesAllowed("user")
    public AgentView update(@PathParam("id") long id, AgentRequest.@NotNull Update request) {
        return agents.update(principal.get(), id, request);
    }

    @DELETE
    @Path("{id}")
    @RolesAllowed("user")
    public void delete(@PathParam("id") long id) {
        agents.delete(principal.get(), id);
    }

    @POST
    @Path("{id}/start")
    @RolesAllowed("user")
    public Response start(@PathParam("id") long id) {
        return Response.accepted(agents.start(principal.get(), id)).build();
    }

    @POST
    @Path("{id}/stop")
    @RolesAllowed("user")
    public Response stop(@PathParam("id") long id) {
        return Response.accepted(agents.stop(principal.get(), id)).build();
    }

    @POST
    @Path("{id}/restart")
    @RolesAllowed("user")
    public Response restart(@PathParam("id") long id) {
        return Response.accepted(agents.restart(principal.get(), id)).build();
    }
}
