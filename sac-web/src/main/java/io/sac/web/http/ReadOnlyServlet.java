package io.sac.web.http;

import io.sac.problem.ProblemType;
import io.sac.problem.SacException;
import io.sac.web.problem.Problems;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;

/** Something to look at beside the REST side; its refusals are problems too, where the container would show a page. */
public abstract class ReadOnlyServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final Set<String> METHODS = Set.of("GET", "HEAD");

    private final transient Problems problems;

    protected ReadOnlyServlet(Problems problems) {
        this.problems = problems;
    }

    @Override
    protected final void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (METHODS.contains(request.getMethod())) {
            answer(request, response);
            return;
        }
        response.setHeader("Allow", "GET, HEAD");
        problems.send(
                request,
                response,
                new SacException(ProblemType.METHOD_NOT_ALLOWED, "This address does not answer this method."));
    }

    /** Answers a GET; of a HEAD the container drops the body. */
    protected abstract void answer(HttpServletRequest request, HttpServletResponse response) throws IOException;

    protected final void notFound(HttpServletRequest request, HttpServletResponse response) throws IOException {
        problems.send(request, response, new SacException(ProblemType.NOT_FOUND, "There is nothing at this address."));
    }

    protected final Problems problems() {
        return problems;
    }
}
