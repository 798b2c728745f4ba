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
import java.util.Set;

/**
 * Refuses what another website makes a browser send: every change and every socket whose Origin is not ours. A caller
 * without an Origin is no browser, or one that says itself that the request is its own.
 */
public class OriginFilter extends HttpFilter {
    private static final long serialVersionUID = 1L;
    private static final Set<String> HARMLESS = Set.of("GET", "HEAD", "OPTIONS");
    private static final Set<String> OWN_SITE = Set.of("same-origin", "none");

    private final transient Problems problems;

    @Inject
    public OriginFilter(Problems problems) {
        this.problems = problems;
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        RequestAddress address = RequestAddress.of(request);
        boolean matters =
                !HARMLESS.contains(request.getMethod()) || address.path().startsWith("/ws/");
        if (matters && !address.internal() && isForeign(request, address)) {
            problems.send(
                    request,
                    response,
                    new SacException(
                            ProblemType.FOREIGN_ORIGIN, "This request came from another website, so SAC refuses it."));
            return;
        }
        chain.doFilter(request, response);
    }

    private static boolean isForeign(HttpServletRequest request, RequestAddress address) {
        String origin = request.getHeader("Origin");
        if (origin != null) {
            return !origin.equalsIgnoreCase(address.origin());
        }
        String site = request.getHeader("Sec-Fetch-Site");
        return site != null && !OWN_SITE.contains(site);
    }
}
