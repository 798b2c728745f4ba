package io.sac.web.problem;

import io.sac.problem.InvalidRequestException;
import io.sac.problem.InvalidRequestException.FieldError;
import io.sac.problem.ProblemType;
import io.sac.problem.SacException;
import io.sac.web.http.LoggedPath;
import io.sac.web.http.RequestId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.OptimisticLockException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/** Writes RFC 9457 problem details, for REST answers and for plain servlet filters, and logs what is our fault. */
@ApplicationScoped
public class Problems {
    public static final String MEDIA_TYPE = "application/problem+json";

    private static final Logger LOG = LoggerFactory.getLogger(Problems.class);

    private static final String DISK_FULL = "53100";

    /** Seconds after which to try again what is refused for now. */
    private static final long A_MOMENT = 2;

    /** Liberty's own exception types, which an application cannot name. */
    private static final Set<String> POOL_IS_EMPTY =
            Set.of("ConnectionWaitTimeoutException", "ResourceAllocationException");

    /** A character (NUL, half a pair), time or number that PostgreSQL does not have. */
    private static final Set<String> BEYOND_THE_DATABASE = Set.of("22021", "22P05", "22008", "22003");

    private final JsonMapper json;

    @Inject
    public Problems(JsonMapper json) {
        this.json = json;
    }

    @SuppressWarnings("NullAway") // for the client proxy
    protected Problems() {
        this(null);
    }

    public Response response(HttpServletRequest request, SacException problem) {
        log(request, problem.type(), problem);
        List<FieldError> errors = problem instanceof InvalidRequestException invalid ? invalid.errors() : null;
        var response = Response.status(problem.type().status())
                .type(MEDIA_TYPE)
                .entity(body(request, problem.type(), problem.detail(), errors));
        retryAfter(problem).ifPresent(seconds -> response.header("Retry-After", seconds));
        if (problem.type().status() == 401) {
            response.header("WWW-Authenticate", "Bearer");
        }
        return response.header("Cache-Control", "no-store").build();
    }

    /** A failure that is nobody's typed refusal: logged with its stack, told without it. */
    public Response response(HttpServletRequest request, ProblemType type, String detail, @Nullable Throwable cause) {
        return response(request, new SacException(type, detail, cause));
    }

    /** What any failure means to the person: our own as they are, the few that mean something told apart. */
    public SacException problem(Throwable failure) {
        List<Throwable> causes = causes(failure);
        // First: the container wraps it as if the database were away.
        boolean poolIsEmpty = causes.stream()
                .anyMatch(cause -> POOL_IS_EMPTY.contains(cause.getClass().getSimpleName()));
        for (Throwable cause : causes) {
            if (cause instanceof SacException own) {
                return own;
            }
            if (cause instanceof OptimisticLockException) {
                return new SacException(ProblemType.CONFLICT, "Somebody else changed this at the same time.", failure);
            }
            String state = cause instanceof SQLException e ? String.valueOf(e.getSQLState()) : "";
            if (state.equals(DISK_FULL)) {
                return new SacException(
                        ProblemType.STORAGE_FULL,
                        "The disk of SAC's database is full. What was saved before is kept; ask an administrator to free"
                                + " some space, then try again.",
                        failure);
            }
            if (state.startsWith("53") || poolIsEmpty) {
                return new SacException(ProblemType.BUSY, "SAC is busy. Please try again in a moment.", failure);
            }
            if (state.startsWith("08") || state.startsWith("57P") || state.startsWith("58")) {
                return new SacException(
                        ProblemType.DATABASE_UNAVAILABLE,
                        "SAC cannot reach its database now. Nothing is lost; please try again in a moment.",
                        failure);
            }
            if (BEYOND_THE_DATABASE.contains(state)) {
                return new SacException(
                        ProblemType.BAD_REQUEST,
                        "The request has a character, time or number that no one can keep.",
                        failure);
            }
        }
        return new SacException(
                ProblemType.INTERNAL, "Something went wrong in SAC. The request's id helps to find out what.", failure);
    }

    private static List<Throwable> causes(Throwable failure) {
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        return Stream.iterate(failure, cause -> cause != null && seen.add(cause), Throwable::getCause)
                .toList();
    }

    /** The same for servlet filters, which have no mapper behind them. */
    public void send(HttpServletRequest request, HttpServletResponse response, SacException problem)
            throws IOException {
        log(request, problem.type(), problem);
        if (response.isCommitted()) {
            return;
        }
        response.setStatus(problem.type().status());
        response.setContentType(MEDIA_TYPE);
        response.setHeader("Cache-Control", "no-store");
        var seconds = retryAfter(problem);
        if (seconds.isPresent()) {
            response.setHeader("Retry-After", String.valueOf(seconds.getAsLong()));
        }
        response.getOutputStream()
                .write(body(request, problem.type(), problem.detail(), null).getBytes(StandardCharsets.UTF_8));
    }

    private String body(
            HttpServletRequest request, ProblemType type, String detail, @Nullable List<FieldError> errors) {
        return json.writeValueAsString(
                new Body(type.uri(), type.title(), type.status(), detail, RequestId.of(request), errors));
    }

    private static OptionalLong retryAfter(SacException problem) {
        Duration wait = problem.retryAfter();
        if (wait == null) {
            return problem.type().status() == 503 ? OptionalLong.of(A_MOMENT) : OptionalLong.empty();
        }
        return OptionalLong.of(Math.max(1, wait.plusMillis(999).toSeconds()));
    }

    private static void log(HttpServletRequest request, ProblemType type, SacException problem) {
        if (type.status() >= 500) {
            LOG.error(
                    "request {}: {} {} failed: {}",
                    RequestId.of(request),
                    request.getMethod(),
                    LoggedPath.of(request),
                    problem.detail(),
                    problem.getCause() == null ? problem : problem.getCause());
        } else if (LOG.isDebugEnabled()) {
            LOG.debug(
                    "request {}: {} {} refused: {} {}",
                    RequestId.of(request),
                    request.getMethod(),
                    LoggedPath.of(request),
                    type.slug(),
                    problem.detail());
        }
    }

    private record Body(
            String type,
            String title,
            int status,
            String detail,
            String instance,
            @Nullable List<FieldError> errors) {}
}
