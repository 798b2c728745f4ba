package io.sac.web.http;

import io.sac.account.Visitor;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.util.Set;

/**
 * How a request reached SAC: from which client, to which address as that client sees it, and to which path beneath the
 * base. What proxies say is in it only when they are trusted.
 *
 * @param origin scheme, host and port, as in an Origin header
 * @param host the host alone, in lower case
 * @param basePath with a slash at both ends; {@code /} where SAC has the whole host
 * @param path the path within SAC, decoded, from the slash on
 * @param client the client's address
 */
public record RequestAddress(
        String origin, String host, String basePath, String path, String client, boolean internal) {
    static final String ATTRIBUTE = "io.sac.address";

    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    public static RequestAddress of(HttpServletRequest request) {
        if (request.getAttribute(ATTRIBUTE) instanceof RequestAddress address) {
            return address;
        }
        throw new IllegalStateException("the address filter has not seen this request");
    }

    /** Whether the client talks to its own machine, where browsers take cookies over plain HTTP. */
    public boolean isLoopback() {
        return LOOPBACK.contains(host) || host.endsWith(".localhost");
    }

    /** Where the client finds a path of ours that begins without a slash. */
    public URI url(String pathBeneathBase) {
        return URI.create(origin + basePath + pathBeneathBase);
    }

    public static Visitor visitor(HttpServletRequest request) {
        return new Visitor(of(request).client(), request.getHeader("User-Agent"));
    }
}
