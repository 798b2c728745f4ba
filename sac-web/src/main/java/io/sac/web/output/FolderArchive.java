package io.sac.web.output;

import io.sac.access.Principal;
import io.sac.output.OutputContent;
import io.sac.output.OutputFiles;
import io.sac.output.OutputPath;
import io.sac.problem.ProblemType;
import io.sac.problem.SacException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** A folder as a ZIP that is made while it is sent, so that it needs no room anywhere. */
@ApplicationScoped
public class FolderArchive {
    private static final int PAGE = 200;

    private final OutputFiles files;

    @Inject
    public FolderArchive(OutputFiles files) {
        this.files = files;
    }

    @SuppressWarnings("NullAway") // for the client proxy
    protected FolderArchive() {
        this(null);
    }

    /** The answer with all files of the folder, named after it. */
    public Response answer(Principal principal, long agentId, OutputPath folder, String rootName) {
        List<OutputContent> first = files.contents(principal, agentId, folder, null, PAGE);
        if (first.isEmpty()) {
            throw new SacException(ProblemType.FILE_NOT_FOUND, "There is no such folder in the agent's output.");
        }
        String name = folder.isRoot() ? rootName : folder.name();
        return FileAnswers.guarded(Response.ok())
                .type("application/zip")
                .header(HttpHeaders.CONTENT_DISPOSITION, Disposition.attachment(name + ".zip"))
                .entity((StreamingOutput) out -> write(principal, agentId, folder, first, out))
                .build();
    }

    private void write(
            Principal principal, long agentId, OutputPath folder, List<OutputContent> first, OutputStream out)
            throws IOException {
        var zip = new ZipOutputStream(out);
        zip.setLevel(Deflater.BEST_SPEED);
        List<OutputContent> page = first;
        while (!page.isEmpty()) {
            for (OutputContent content : page) {
                add(zip, content, folder);
            }
            page = files.contents(
                    principal, agentId, folder, page.getLast().row().path().value(), PAGE);
        }
        zip.finish();
    }

    private static void add(ZipOutputStream zip, OutputContent content, OutputPath folder) throws IOException {
        InputStream bytes;
        try {
            bytes = content.open();
        } catch (SacException e) {
            if (e.type() == ProblemType.FILE_NOT_FOUND) {
                return; // It was deleted while the ones before it were sent.
            }
            throw e;
        }
        try (bytes) {
            var entry = new ZipEntry(
                    content.row().path().value().substring(folder.value().length()));
            entry.setTime(content.row().modifiedAt().toEpochMilli());
            zip.putNextEntry(entry);
            bytes.transferTo(zip);
            zip.closeEntry();
        }
    }
}
