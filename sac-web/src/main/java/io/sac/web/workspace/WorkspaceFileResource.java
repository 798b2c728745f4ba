package io.sac.web.workspace;

import io.sac.access.CurrentPrincipal;
import io.sac.output.OutputPath;
import io.sac.web.http.ContentLength;
import io.sac.workspace.UploadedFile;
import io.sac.workspace.WorkspaceFiles;
import io.sac.workspace.WorkspaceUpload;
import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** Files of an agent's workspace; the contract is {@code META-INF/openapi.yaml}. */
@Path("workspace/files")
@Dependent
public class WorkspaceFileResource {
    private final WorkspaceFiles files;
    private final CurrentPrincipal principal;

    @Inject
    public WorkspaceFileResource(WorkspaceFiles files, CurrentPrincipal principal) {
        this.files = files;
        this.principal = principal;
    }

    @POST
    @Consumes("*/*")
    @RolesAllowed("user")
    public Response upload(
            @QueryParam("agent_id") @NotNull Long agentId,
            @QueryParam("path") @NotNull String path,
            @QueryParam("if_exists") @DefaultValue("rename") IfExists ifExists,
            @HeaderParam("Content-Length") @Nullable String length,
            InputStream body) {
        var upload = new WorkspaceUpload(OutputPath.file(path), ifExists == IfExists.RENAME, ContentLength.of(length));
        UploadedFile file = files.upload(principal.get(), agentId, upload, body);
        return Response.status(Response.Status.CREATED).entity(file).build();
    }
}
