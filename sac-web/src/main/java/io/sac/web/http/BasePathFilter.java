package io.sac.web.http;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Lets a proxy pass the base path on as well as take it away: both reach the same place. */
public class BasePathFilter extends HttpFilter {
    private static final long serialVersionUID = 1L;

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        String base = RequestAddress.of(request).basePath();
        String uri = request.getRequestURI();
        if (base.length() > 1 && uri.startsWith(base)) {
            request.getRequestDispatcher(uri.substring(base.length() - 1)).forward(request, response);
        } else if (base.length() > 1 && uri.equals(base.substring(0, base.length() - 1))) {
            response.sendRedirect(base);
        } else {
            chain.doFilter(request, response);
        }
    }
}
