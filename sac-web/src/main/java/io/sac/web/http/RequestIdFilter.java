package io.sac.web.http;

import io.micrometer.core.instrument.MeterRegistry;
import io.sac.web.problem.Problems;
import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives each request its id, tells it in the answer and to the logs, and counts how it went. */
public class RequestIdFilter extends HttpFilter {
    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(RequestIdFilter.class);
    private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS");

    private final transient Problems problems;
    private final transient MeterRegistry meters;

    @Inject
    public RequestIdFilter(Problems problems, MeterRegistry meters) {
        this.problems = problems;
        this.meters = meters;
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException {
        long start = System.nanoTime();
        String id = RequestId.assign(request, request.getHeader(RequestId.HEADER));
        response.setHeader(RequestId.HEADER, id);
        try {
            chain.doFilter(request, response);
        } catch (ServletException | RuntimeException e) {
            // The container would show its own page, with class names in it.
            problems.send(request, response, problems.problem(e));
        } finally {
            if (!request.isAsyncStarted()) {
                count(request, response, id, System.nanoTime() - start);
            }
        }
    }

    private void count(HttpServletRequest request, HttpServletResponse response, String id, long nanos) {
        LOG.debug(
                "request {}: {} {} answered {} in {} ms",
                id,
                request.getMethod(),
                LoggedPath.of(request),
                response.getStatus(),
                nanos / 1_000_000);
        String method = METHODS.contains(request.getMethod()) ? request.getMethod() : "other";
        meters.timer("sac.http.requests", "method", method, "status", response.getStatus() / 100 + "xx")
                .record(nanos, TimeUnit.NANOSECONDS);
    }
}
