package io.sac.web.problem;

import io.sac.problem.ProblemType;
import io.sac.problem.SacException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;

/** Whatever nobody foresaw, with the few causes that mean something to the person told apart. */
@Provider
@ApplicationScoped
public class ThrowableMapper implements ExceptionMapper<Throwable> {
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
        // RESTEasy calls it a failure of ours when nobody can write what the caller accepts.
        if (failure.getClass().getSimpleName().equals("NoMessageBodyWriterFoundFailure")) {
            return problems.response(
                    request, new SacException(ProblemType.NOT_ACCEPTABLE, "The answer is application/json."));
        }
        Throwable cause = failure.getCause();
        return cause instanceof WebApplicationException theirs
                ? webApplication.toResponse(theirs)
                : problems.response(request, problems.problem(failure));
    }
}
