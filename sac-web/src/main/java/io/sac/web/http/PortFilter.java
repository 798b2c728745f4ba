package io.sac.web.http;

import io.sac.problem.ProblemType;
import io.sac.problem.SacException;
import io.sac.web.problem.Problems;
import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** The sidecars' port answers sidecars and nobody else, and nothing else answers them. */
public class PortFilter extends HttpFilter {
    private static final long serialVersionUID = 1L;

    private final transient Problems problems;

    @Inject
    public PortFilter(Problems problems) {
        this.problems = problems;
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        RequestAddress address = RequestAddress.of(request);
        boolean forSidecars =
                address.path().equals("/api/internal") || address.path().startsWith("/api/internal/");
        if (forSidecars != address.internal()) {
            problems.send(
                    request, response, new SacException(ProblemType.NOT_FOUND, "There is nothing at this address."));
            return;
        }
        chain.doFilter(request, response);
    }
}
