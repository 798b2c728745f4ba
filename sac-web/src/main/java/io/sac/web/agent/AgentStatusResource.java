package io.sac.web.agent;

import io.sac.access.CurrentPrincipal;
import io.sac.agent.AgentCatalog;
import io.sac.agent.AgentStatusList;
import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;

/** What the caller's agents are doing. */
@Path("agent-statuses")
@Dependent
public class AgentStatusResource {
    private final AgentCatalog agents;
    private final CurrentPrincipal principal;

    @Inject
    public AgentStatusResource(AgentCatalog agents, CurrentPrincipal principal) {
        this.agents = agents;
        this.principal = principal;
    }

    @GET
    @RolesAllowed("user")
    public AgentStatusList list() {
        return new AgentStatusList(agents.statuses(principal.get()));
    }
}
