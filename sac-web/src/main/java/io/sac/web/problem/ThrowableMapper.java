package io.sac.web.problem;

import io.sac.problem.ProblemType;
import io.sac.problem.SacException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.OptimisticLockException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;
import java.sql.SQLException;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;

/** Whatever nobody foresaw, with the few causes that mean something to the person told apart. */
@Provider
@ApplicationScoped
public class ThrowableMapper implements ExceptionMapper<Throwable> {
    /** Liberty's own exception types, which an application cannot name. */
    private static final Set<String> POOL_IS_EMPTY =
            Set.of("ConnectionWaitTimeoutException", "ResourceAllocationException");

    private final Problems problems;
    private final WebApplicationExceptionMapper webApplication;

    @Context
    @SuppressWarnings("NullAway.Init")
    HttpServletRequest request;

    @Inject
    public ThrowableMapper(Problems problems, WebApplicationExceptionMapper webApplication) {
        this.problems = problems;
        this.webApplication = webApplication;
    }

    @SuppressWarnings("NullAway") // RESTEasy looks for it, although CDI then takes the one above
    public ThrowableMapper() {
        this(null, null);
    }

    @Override
    public Response toResponse(Throwable failure) {
        Map<Throwable, Boolean> seen = new IdentityHashMap<>();
        for (Throwable cause = failure; cause != null && seen.put(cause, true) == null; cause = cause.getCause()) {
            if (cause instanceof SacException own) {
                return problems.response(request, own);
            }
            if (cause instanceof WebApplicationException theirs) {
                return webApplication.toResponse(theirs);
            }
            if (cause instanceof OptimisticLockException) {
                return problems.response(
                        request, ProblemType.CONFLICT, "Somebody else changed this at the same time.", failure);
            }
            if (isUnreachable(cause)) {
                return problems.response(
                        request,
                        ProblemType.DATABASE_UNAVAILABLE,
                        "SAC cannot reach its database now. Nothing is lost; please try again in a moment.",
                        failure);
            }
            if (POOL_IS_EMPTY.contains(cause.getClass().getSimpleName())) {
                return problems.response(
                        request, ProblemType.BUSY, "SAC is busy. Please try again in a moment.", failure);
            }
        }
        return problems.response(
                request,
                ProblemType.INTERNAL,
                "Something went wrong in SAC. The request's id helps to find out what.",
                failure);
    }

    private static boolean isUnreachable(Throwable cause) {
        String state = cause instanceof SQLException e ? e.getSQLState() : null;
        return state != null && (state.startsWith("08") || state.startsWith("57P"));
    }
}
