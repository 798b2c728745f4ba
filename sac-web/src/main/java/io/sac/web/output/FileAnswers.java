package io.sac.web.output;

import io.sac.output.ContentTypes;
import io.sac.output.OutputContent;
import io.sac.output.OutputRow;
import io.sac.problem.SacException;
import io.sac.web.problem.Problems;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.ResponseBuilder;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The bytes of an agent's file as an answer. What agents write is never trusted: each answer forbids itself scripts on
 * this origin, guessing of types and referrers, wherever it is opened.
 */
@ApplicationScoped
public class FileAnswers {
    private static final Logger LOG = LoggerFactory.getLogger(FileAnswers.class);
    private static final int BUFFER_BYTES = 64 * 1024;

    /** Nothing runs and nothing is fetched: what is downloaded or shown by itself. */
    private static final String STILL =
            "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:;" + " frame-ancestors 'self'";

    /** A page runs its scripts in an origin of its own and finds what is beside it, and nothing of SAC. */
    private static final String PAGE = "sandbox allow-scripts; default-src 'self' data: blob: 'unsafe-inline'"
            + " 'unsafe-eval'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

    private final Problems problems;

    @Inject
    public FileAnswers(Problems problems) {
        this.problems = problems;
    }

    @SuppressWarnings("NullAway") // for the client proxy
    protected FileAnswers() {
        this(null);
    }

    /** The file to keep. */
    public Response download(OutputContent content, HttpServletRequest request) {
        OutputRow row = content.row();
        return answer(
                content,
                request,
                row.contentType(),
                STILL,
                Disposition.attachment(row.path().name()));
    }

    /** The file to look at, in a frame of an origin of its own. */
    public Response preview(OutputContent content, HttpServletRequest request) {
        OutputRow row = content.row();
        boolean page = row.contentType().equals("text/html");
        return answer(
                content,
                request,
                row.contentType(),
                page ? PAGE : STILL,
                Disposition.inline(row.path().name()));
    }

    /** The headers that every answer with an agent's bytes carries. */
    static ResponseBuilder guarded(ResponseBuilder answer, String policy) {
        return answer.header("Content-Security-Policy", policy)
                .header("X-Content-Type-Options", "nosniff")
                .header("Referrer-Policy", "no-referrer")
                .header("Cross-Origin-Resource-Policy", "cross-origin")
                .header(HttpHeaders.CACHE_CONTROL, "private, no-cache");
    }

    static ResponseBuilder guarded(ResponseBuilder answer) {
        return guarded(answer, STILL);
    }

    private Response answer(
            OutputContent content, HttpServletRequest request, String type, String policy, String disposition) {
        OutputRow row = content.row();
        String tag = "\"" + row.sha256() + "\"";
        if (matches(request.getHeader("If-None-Match"), tag)) {
            return guarded(Response.notModified(), policy).header("ETag", tag).build();
        }
        Optional<ByteRange> range;
        try {
            range = range(request, row.size(), tag);
        } catch (SacException e) {
            Response refused = problems.response(request, e);
            refused.getHeaders().putSingle("Content-Range", "bytes */" + row.size());
            return refused;
        }
        ResponseBuilder answer = range.map(part -> Response.status(Response.Status.PARTIAL_CONTENT)
                        .header("Content-Range", part.header(row.size())))
                .orElseGet(Response::ok);
        long length = range.map(ByteRange::length).orElse(row.size());
        boolean head = request.getMethod().equals("HEAD");
        InputStream bytes = head
                ? InputStream.nullInputStream()
                : range.map(part -> content.open(part.first(), part.length())).orElseGet(content::open);
        return guarded(answer, policy)
                .type(ContentTypes.header(type))
                .header(HttpHeaders.CONTENT_LENGTH, length)
                .header(HttpHeaders.CONTENT_DISPOSITION, disposition)
                .header("Accept-Ranges", "bytes")
                .header("ETag", tag)
                .header(
                        HttpHeaders.LAST_MODIFIED,
                        DateTimeFormatter.RFC_1123_DATE_TIME.format(
                                row.modifiedAt().atOffset(ZoneOffset.UTC)))
                .entity((StreamingOutput) out -> copy(bytes, out))
                .build();
    }

    private static Optional<ByteRange> range(HttpServletRequest request, long size, String tag) {
        String condition = request.getHeader("If-Range");
        return condition == null || condition.strip().equals(tag)
                ? ByteRange.of(request.getHeader("Range"), size)
                : Optional.empty();
    }

    private static boolean matches(@Nullable String header, String tag) {
        if (header == null) {
            return false;
        }
        for (String offered : header.split(",", -1)) {
            String bare = offered.strip();
            if (bare.equals("*") || bare.equals(tag) || bare.equals("W/" + tag)) {
                return true;
            }
        }
        return false;
    }

    /** Sends the bytes on; that the other side has gone is nothing to report, that the store fails is. */
    static void copy(InputStream bytes, OutputStream out) throws IOException {
        try (bytes) {
            byte[] buffer = new byte[BUFFER_BYTES];
            for (int read = bytes.read(buffer); read >= 0; read = bytes.read(buffer)) {
                if (!send(out, buffer, read)) {
                    return;
                }
            }
        }
    }

    private static boolean send(OutputStream out, byte[] buffer, int length) {
        try {
            out.write(buffer, 0, length);
            return true;
        } catch (IOException e) {
            LOG.debug("a download was given up by its reader", e);
            return false;
        }
    }
}
