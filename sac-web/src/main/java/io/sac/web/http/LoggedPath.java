package io.sac.web.http;

import jakarta.servlet.http.HttpServletRequest;

/** A request's address as logs may have it: without its query, and without the signature of a signed one. */
public final class LoggedPath {
    private static final String SIGNED = "/signed/";

    private LoggedPath() {}

    public static String of(HttpServletRequest request) {
        String path = request.getRequestURI();
        int signed = path.indexOf(SIGNED);
        return signed < 0 ? path : path.substring(0, signed + SIGNED.length()) + "…";
    }
}
