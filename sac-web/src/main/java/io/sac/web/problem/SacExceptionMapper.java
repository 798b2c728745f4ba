package io.sac.web.problem;

import io.sac.problem.SacException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;

/** Our own refusals and failures. */
@Provider
@ApplicationScoped
public class SacExceptionMapper implements ExceptionMapper<SacException> {
    private final Problems problems;

    @Context
    @SuppressWarnings("NullAway.Init")
    HttpServletRequest request;

    @Inject
    public SacExceptionMapper(Problems problems) {
        this.problems = problems;
    }

    @SuppressWarnings("NullAway") // RESTEasy looks for it, although CDI then takes the one above
    public SacExceptionMapper() {
        this(null);
    }

    @Override
    public Response toResponse(SacException e) {
        return problems.response(request, e);
    }
}
