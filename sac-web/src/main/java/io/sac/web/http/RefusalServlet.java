package io.sac.web.http;

import io.sac.problem.ProblemType;
import io.sac.problem.SacException;
import io.sac.web.problem.Problems;
import jakarta.inject.Inject;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** What the container itself refuses, often before any filter has seen it, as a problem like any other. */
@WebServlet("/api/problem")
public class RefusalServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    private final transient Problems problems;

    @Inject
    public RefusalServlet(Problems problems) {
        this.problems = problems;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setHeader(RequestId.HEADER, RequestId.of(request));
        response.setHeader("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("Referrer-Policy", "no-referrer");
        // Whoever asks for this address itself finds nothing.
        Object status = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
        problems.send(request, response, refusal(status instanceof Integer code ? code : 404));
    }

    private static SacException refusal(int status) {
        return switch (status) {
            case 403 -> new SacException(ProblemType.FORBIDDEN, "You may not do this.");
            case 404 -> new SacException(ProblemType.NOT_FOUND, "There is nothing at this address.");
            case 405 -> new SacException(ProblemType.METHOD_NOT_ALLOWED, "This address does not answer this method.");
            case 413 -> new SacException(ProblemType.TOO_LARGE, "The request is too large.");
            case 503 -> new SacException(ProblemType.BUSY, "SAC is busy. Please try again in a moment.");
            default ->
                status < 500
                        ? new SacException(ProblemType.BAD_REQUEST, "The request cannot be understood.")
                        : new SacException(
                                ProblemType.INTERNAL,
                                "Something went wrong in SAC. The request's id helps to find out what.");
        };
    }
}
