package io.sac.web.output;

import io.sac.access.CurrentPrincipal;
import io.sac.access.Permission;
import io.sac.output.OutputFiles;
import io.sac.output.OutputLinks;
import io.sac.output.OutputLinks.Followed;
import io.sac.problem.ProblemType;
import io.sac.problem.SacException;
import jakarta.annotation.security.PermitAll;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HEAD;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;

/**
 * Output files at signed addresses, for frames, pictures and downloads that cannot send a header. Whoever the signature
 * names is asked for their right anew. Any origin may read the answer: the address is the secret, and a preview's own
 * origin is no other's.
 */
@Path("workspace/output/signed")
@Dependent
public class SignedOutputResource {
    private final OutputLinks links;
    private final OutputFiles files;
    private final FileAnswers answers;
    private final FolderArchive archives;
    private final CurrentPrincipal current;

    @Inject
    public SignedOutputResource(
            OutputLinks links,
            OutputFiles files,
            FileAnswers answers,
            FolderArchive archives,
            CurrentPrincipal current) {
        this.links = links;
        this.files = files;
        this.answers = answers;
        this.archives = archives;
        this.current = current;
    }

    @GET
    @Path("download/{agent}/{signature}/{file}")
    @PermitAll
    public Response download(
            @PathParam("agent") long agentId,
            @PathParam("signature") String signature,
            @PathParam("file") String file,
            @Context HttpServletRequest request) {
        Followed link = forCaller(links.followDownload(signature, agentId, file));
        if (link.path().isFolder()) {
            String name =
                    files.require(link.principal(), Permission.VIEW, agentId).name();
            return archives.answer(link.principal(), agentId, link.path(), name);
        }
        return answers.download(files.content(link.principal(), agentId, link.path()), request);
    }

    @HEAD
    @Path("download/{agent}/{signature}/{file}")
    @PermitAll
    public Response describeDownload(
            @PathParam("agent") long agentId,
            @PathParam("signature") String signature,
            @PathParam("file") String file,
            @Context HttpServletRequest request) {
        return download(agentId, signature, file, request);
    }

    @GET
    @Path("preview/{agent}/{signature}/{folder}/{file: .+}")
    @PermitAll
    public Response preview(
            @PathParam("agent") long agentId,
            @PathParam("signature") String signature,
            @PathParam("folder") String folder,
            @PathParam("file") String file,
            @Context HttpServletRequest request) {
        Followed link = forCaller(links.followPreview(signature, agentId, folder, file));
        Response answer = answers.preview(files.content(link.principal(), agentId, link.path()), request);
        answer.getHeaders().putSingle("Access-Control-Allow-Origin", "*");
        return answer;
    }

    @HEAD
    @Path("preview/{agent}/{signature}/{folder}/{file: .+}")
    @PermitAll
    public Response describePreview(
            @PathParam("agent") long agentId,
            @PathParam("signature") String signature,
            @PathParam("folder") String folder,
            @PathParam("file") String file,
            @Context HttpServletRequest request) {
        return preview(agentId, signature, folder, file, request);
    }

    /** A link is for one user: another, who says so by a header, is told what they are told of all that is not theirs. */
    private Followed forCaller(Followed link) {
        if (current.find().stream()
                .anyMatch(caller -> caller.userId() != link.principal().userId())) {
            throw new SacException(ProblemType.FILE_NOT_FOUND, ProblemType.FILE_NOT_FOUND.title() + ".");
        }
        return link;
    }
}
