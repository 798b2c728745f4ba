package io.sac.web.output;

import io.sac.access.CurrentPrincipal;
import io.sac.output.WorkspaceState;
import io.sac.output.WorkspaceStatus;
import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import org.jspecify.annotations.Nullable;

/** Whether files can be kept, and what of an agent could not be brought over. */
@Path("workspace/status")
@Dependent
public class WorkspaceResource {
    private final WorkspaceStatus status;
    private final CurrentPrincipal principal;

    @Inject
    public WorkspaceResource(WorkspaceStatus status, CurrentPrincipal principal) {
        this.status = status;
        this.principal = principal;
    }

    @GET
    @RolesAllowed("user")
    public WorkspaceState get(@QueryParam("agent_id") @Nullable Long agentId) {
        return status.of(principal.get(), agentId);
    }
}
