package io.sac.web.output;

import io.sac.access.CurrentPrincipal;
import io.sac.access.Permission;
import io.sac.output.OutputFiles;
import io.sac.output.OutputLinks;
import io.sac.output.OutputLinks.OutputLink;
import io.sac.output.OutputPage;
import io.sac.output.OutputPath;
import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HEAD;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import org.jspecify.annotations.Nullable;

/** An agent's output for the people who may see it; the contract is {@code META-INF/openapi.yaml}. */
@Path("workspace/output")
@Dependent
public class OutputResource {
    private final OutputFiles files;
    private final OutputLinks links;
    private final FileAnswers answers;
    private final FolderArchive archives;
    private final CurrentPrincipal principal;

    @Inject
    public OutputResource(
            OutputFiles files,
            OutputLinks links,
            FileAnswers answers,
            FolderArchive archives,
            CurrentPrincipal principal) {
        this.files = files;
        this.links = links;
        this.answers = answers;
        this.archives = archives;
        this.principal = principal;
    }

    @GET
    @Path("files")
    @RolesAllowed("user")
    public OutputPage list(
            @QueryParam("agent_id") @NotNull Long agentId,
            @QueryParam("path") @DefaultValue("") String path,
            @QueryParam("recent") @DefaultValue("false") boolean recent,
            @QueryParam("recursive") @DefaultValue("false") boolean recursive,
            @QueryParam("cursor") @Nullable String cursor,
            @QueryParam("limit") @DefaultValue("50") @Min(1) @Max(200) int limit) {
        if (recent) {
            return files.recent(principal.get(), agentId, cursor, limit);
        }
        OutputPath folder = OutputPath.folder(path);
        return recursive
                ? files.tree(principal.get(), agentId, folder, cursor, limit)
                : files.level(principal.get(), agentId, folder, cursor, limit);
    }

    @DELETE
    @Path("files")
    @RolesAllowed("user")
    public void delete(@QueryParam("agent_id") @NotNull Long agentId, @QueryParam("path") @NotNull String path) {
        files.delete(principal.get(), agentId, pathOf(path));
    }

    @GET
    @Path("files/download")
    @RolesAllowed("user")
    public Response download(
            @QueryParam("agent_id") @NotNull Long agentId,
            @QueryParam("path") @NotNull String path,
            @Context HttpServletRequest request) {
        OutputPath wanted = pathOf(path);
        if (wanted.isFolder()) {
            String name =
                    files.require(principal.get(), Permission.VIEW, agentId).name();
            return archives.answer(principal.get(), agentId, wanted, name);
        }
        return answers.download(files.content(principal.get(), agentId, wanted), request);
    }

    @HEAD
    @Path("files/download")
    @RolesAllowed("user")
    public Response describe(
            @QueryParam("agent_id") @NotNull Long agentId,
            @QueryParam("path") @NotNull String path,
            @Context HttpServletRequest request) {
        return answers.download(files.content(principal.get(), agentId, OutputPath.file(path)), request);
    }

    @POST
    @Path("links")
    @RolesAllowed("user")
    public OutputLink link(@NotNull @Valid CreateLinkRequest request) {
        return links.create(principal.get(), request.agentId(), pathOf(request.path()), request.purpose());
    }

    private static OutputPath pathOf(String path) {
        return path.endsWith("/") ? OutputPath.folder(path) : OutputPath.file(path);
    }
}
