package io.sac.web.problem;

import io.sac.access.CurrentPrincipal;
import io.sac.problem.ProblemType;
import io.sac.problem.SacException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;
import org.jspecify.annotations.Nullable;

/** What JAX-RS itself refuses: unknown paths, methods, media types, roles, values that do not convert. */
@Provider
@ApplicationScoped
public class WebApplicationExceptionMapper implements ExceptionMapper<WebApplicationException> {
    private final Problems problems;
    private final CurrentPrincipal current;

    @Context
    @SuppressWarnings("NullAway.Init")
    HttpServletRequest request;

    @Inject
    public WebApplicationExceptionMapper(Problems problems, CurrentPrincipal current) {
        this.problems = problems;
        this.current = current;
    }

    @SuppressWarnings("NullAway") // RESTEasy looks for it, although CDI then takes the one above
    public WebApplicationExceptionMapper() {
        this(null, null);
    }

    @Override
    public Response toResponse(WebApplicationException e) {
        SacException own = own(e);
        if (own != null) {
            return problems.response(request, own);
        }
        Response theirs = e.getResponse();
        int status = theirs.getStatus();
        if (status < 400) {
            return theirs;
        }
        Response ours = switch (status) {
            case 400 -> problem(ProblemType.BAD_REQUEST, "The request cannot be understood.", e);
            case 401 -> nobody();
            case 403 -> forbidden(e);
            case 404 -> problem(ProblemType.NOT_FOUND, "There is nothing at this address.", e);
            case 405 -> problem(ProblemType.METHOD_NOT_ALLOWED, "This address does not answer this method.", e);
            case 406 -> problem(ProblemType.NOT_ACCEPTABLE, "The answer cannot be given in the form asked for.", e);
            case 413 -> problem(ProblemType.TOO_LARGE, "The request is too large.", e);
            case 415 -> problem(ProblemType.UNSUPPORTED_MEDIA_TYPE, "Send this as application/json.", e);
            case 503 -> problem(ProblemType.BUSY, "SAC is busy. Please try again in a moment.", e);
            default ->
                problem(
                        status < 500 ? ProblemType.BAD_REQUEST : ProblemType.INTERNAL,
                        status < 500
                                ? "The request cannot be understood."
                                : "Something went wrong in SAC. The request's id helps to find out what.",
                        e);
        };
        Object allow = theirs.getHeaders().getFirst(HttpHeaders.ALLOW);
        return allow == null
                ? ours
                : Response.fromResponse(ours).header(HttpHeaders.ALLOW, allow).build();
    }

    /** Whoever is nobody yet is asked to sign in; 403 is for somebody who may not. */
    private Response forbidden(WebApplicationException e) {
        return current.find().isPresent() ? problem(ProblemType.FORBIDDEN, "You may not do this.", e) : nobody();
    }

    private Response nobody() {
        return problems.response(request, current.refusal());
    }

    private Response problem(ProblemType type, String detail, WebApplicationException e) {
        return problems.response(request, type, detail, e);
    }

    private static @Nullable SacException own(Throwable e) {
        for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof SacException own) {
                return own;
            }
        }
        return null;
    }
}
