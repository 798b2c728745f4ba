package io.sac.web.output;

import io.sac.access.CurrentPrincipal;
import io.sac.access.Principal;
import io.sac.output.OutputFile;
import io.sac.output.OutputFiles;
import io.sac.output.OutputPath;
import io.sac.output.OutputRecords;
import io.sac.output.OutputRow;
import io.sac.output.OutputUpload;
import io.sac.problem.InvalidRequestException;
import io.sac.problem.ProblemType;
import io.sac.problem.SacException;
import io.sac.web.http.ContentLength;
import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import java.io.IOException;
import java.io.InputStream;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An agent's output as its sidecar mirrors it. The agent is the token's, whatever the request says. */
@Path("internal/output")
@Dependent
public class InternalOutputResource {
    private final OutputFiles files;
    private final OutputRecords records;
    private final CurrentPrincipal principal;

    @Inject
    public InternalOutputResource(OutputFiles files, OutputRecords records, CurrentPrincipal principal) {
        this.files = files;
        this.records = records;
        this.principal = principal;
    }

    @GET
    @Path("files")
    @RolesAllowed("agent")
    public Held list(
            @QueryParam("after") @Nullable String after,
            @QueryParam("limit") @DefaultValue("1000") @Min(1) @Max(1000) int limit) {
        List<OutputRow> rows = records.beneath(agentId(), OutputPath.folder(""), after, limit);
        return new Held(
                rows.stream()
                        .map(row -> new HeldFile(row.path().value(), row.size(), row.sha256(), row.modifiedAt()))
                        .toList(),
                rows.size() < limit ? null : rows.getLast().path().value());
    }

    @PUT
    @Path("file")
    @Consumes("*/*")
    @RolesAllowed("agent")
    public Taken put(
            @QueryParam("path") @NotNull String path,
            @HeaderParam("Content-Length") @Nullable String length,
            @HeaderParam("Sac-Modified-At") @NotNull String modifiedAt,
            @HeaderParam("Sac-Revision") @NotNull Long revision,
            InputStream body) {
        var upload = new OutputUpload(OutputPath.file(path), ContentLength.of(length), timeOf(modifiedAt), revision);
        try {
            OutputFile file = files.upload(agentId(), upload, body);
            return new Taken(file.path(), file.size(), String.valueOf(file.sha256()));
        } catch (IOException e) {
            throw new SacException(ProblemType.UPLOAD_INTERRUPTED, "The upload broke off. Send it again.", e);
        }
    }

    @POST
    @Path("delete")
    @RolesAllowed("agent")
    public void delete(@NotNull @Valid Deletion deletion) {
        boolean folder = deletion.directory() || deletion.path().endsWith("/");
        OutputPath path = folder ? OutputPath.folder(deletion.path()) : OutputPath.file(deletion.path());
        if (path.isRoot()) {
            throw new InvalidRequestException("path", "The output folder itself is never deleted.");
        }
        files.deletedInSandbox(agentId(), path, deletion.revision());
    }

    private long agentId() {
        Principal agent = principal.get();
        Long id = agent.agentId();
        if (id == null) {
            throw new SacException(ProblemType.FORBIDDEN, "This is for sidecars.");
        }
        return id;
    }

    private static Instant timeOf(String text) {
        try {
            return Instant.parse(text).truncatedTo(ChronoUnit.MICROS);
        } catch (DateTimeException e) {
            throw new InvalidRequestException("Sac-Modified-At", "Use a time such as 2026-11-21T10:00:00Z.");
        }
    }

    /** What the server holds of the agent's output. */
    public record Held(List<HeldFile> files, @Nullable String next) {}

    /** One file that the server holds. */
    public record HeldFile(String path, long size, String sha256, Instant modifiedAt) {}

    /** A file that the server took in. */
    public record Taken(String path, long size, String sha256) {}

    /** A file or folder that is gone from the sandbox. */
    public record Deletion(@NotNull String path, long revision, boolean directory) {}
}
