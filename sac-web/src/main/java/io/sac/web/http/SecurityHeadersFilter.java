package io.sac.web.http;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * Says to browsers what a page of SAC may do. What serves somebody's files replaces the policy by its own, which allows
 * less.
 */
public class SecurityHeadersFilter extends HttpFilter {
    private static final long serialVersionUID = 1L;

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        RequestAddress address = RequestAddress.of(request);
        response.setHeader("Content-Security-Policy", policy(address));
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("Referrer-Policy", "no-referrer");
        response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
        response.setHeader("Cross-Origin-Resource-Policy", "same-origin");
        response.setHeader("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()");
        if (address.origin().startsWith("https:")) {
            response.setHeader("Strict-Transport-Security", "max-age=31536000");
        }
        if (address.path().startsWith("/api/")) {
            response.setHeader("Cache-Control", "no-store");
        }
        chain.doFilter(request, response);
    }

    private static String policy(RequestAddress address) {
        // Older browsers do not take 'self' for ws: and wss:, so the socket's origin is named.
        String socket = address.origin().replaceFirst("^http", "ws");
        return "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
                + "font-src 'self' data:; media-src 'self' blob:; connect-src 'self' " + socket
                + "; worker-src 'self' blob:; frame-src 'self' blob:; object-src 'none'; base-uri 'self'; "
                + "form-action 'self'; frame-ancestors 'none'";
    }
}
