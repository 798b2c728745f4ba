package io.sac.web.http;

import io.sac.platform.ServerSettings;
import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds out how the request came; X-Forwarded headers count only from a trusted proxy. */
public class AddressFilter extends HttpFilter {
    private static final long serialVersionUID = 1L;
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._-]+(:\\d{1,5})?|\\[[0-9A-Fa-f:.]+](:\\d{1,5})?");

    private static final String CIPHER = "jakarta.servlet.request.cipher_suite";

    private static final List<String> FORWARDED =
            List.of("X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "Forwarded");

    private final transient List<Network> trusted;
    private final transient Optional<URI> publicUrl;
    private final String basePath;
    private final int internalPort;

    @Inject
    public AddressFilter(ServerSettings settings) {
        this.trusted = settings.trustedProxies().stream()
                .filter(text -> !text.isBlank())
                .map(Network::parse)
                .toList();
        this.publicUrl = settings.publicUrl();
        this.basePath = settings.basePath();
        this.internalPort = settings.internalPort();
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        request.setAttribute(RequestAddress.ATTRIBUTE, address(request));
        chain.doFilter(request, response);
    }

    private RequestAddress address(HttpServletRequest request) {
        boolean proxied = isTrusted(request.getRemoteAddr());
        // The container believes X-Forwarded-Proto of anybody; only a connection with a cipher is one over TLS.
        String scheme = request.getAttribute(CIPHER) == null ? "http" : "https";
        String host = header(request, "Host").orElse("localhost");
        if (proxied) {
            scheme = header(request, "X-Forwarded-Proto")
                    .map(AddressFilter::last)
                    .orElse(scheme);
            host = header(request, "X-Forwarded-Host").map(AddressFilter::last).orElse(host);
        }
        String client = proxied ? client(request) : request.getRemoteAddr();
        String origin = origin(scheme, host);
        URI known = publicUrl.orElse(null);
        if (known != null && !isOnTheMachine(request, origin, host)) {
            origin = origin(known.getScheme(), known.getRawAuthority());
            host = known.getRawAuthority();
        }
        return new RequestAddress(
                origin, withoutPort(host), basePath, path(request), client, request.getLocalPort() == internalPort);
    }

    /**
     * Whether somebody on the machine itself uses its own address although a public one is set. A proxy that puts our
     * address into Host gives itself away by its headers, or the browser behind it by its Origin.
     */
    private static boolean isOnTheMachine(HttpServletRequest request, String origin, String host) {
        boolean forwarded = FORWARDED.stream().anyMatch(name -> request.getHeader(name) != null);
        String said = request.getHeader("Origin");
        return isLoopback(host) && !forwarded && (said == null || said.equalsIgnoreCase(origin));
    }

    /** The nearest address to us that is not one of our own proxies; what stands left of it may be invented. */
    private String client(HttpServletRequest request) {
        String nearest = request.getRemoteAddr();
        List<String> hops = Arrays.asList(String.join(",", Collections.list(request.getHeaders("X-Forwarded-For")))
                .split(",", -1));
        for (String hop : hops.reversed()) {
            String address = hop.strip();
            if (address.isEmpty() || !isTrusted(nearest)) {
                break;
            }
            if (parse(address) == null) {
                break;
            }
            nearest = address;
        }
        return nearest;
    }

    private boolean isTrusted(String address) {
        InetAddress parsed = parse(address);
        return parsed != null && trusted.stream().anyMatch(network -> network.contains(parsed));
    }

    private static @Nullable InetAddress parse(String address) {
        try {
            return InetAddress.ofLiteral(address);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** What the container matched, without path parameters and doubled slashes, and beneath the base path. */
    private String path(HttpServletRequest request) {
        String info = request.getPathInfo() == null ? "" : request.getPathInfo();
        String path = (request.getServletPath() + info).replaceAll("/{2,}", "/");
        path = path.isEmpty() ? "/" : path;
        if (basePath.length() > 1) {
            if (path.startsWith(basePath)) {
                return path.substring(basePath.length() - 1);
            }
            if (path.equals(basePath.substring(0, basePath.length() - 1))) {
                return "/";
            }
        }
        return path;
    }

    private static Optional<String> header(HttpServletRequest request, String name) {
        return Optional.ofNullable(request.getHeader(name)).filter(value -> !value.isBlank());
    }

    private static String last(String list) {
        return list.substring(list.lastIndexOf(',') + 1).strip().toLowerCase(Locale.ROOT);
    }

    static String origin(String scheme, String host) {
        String safe = HOST.matcher(host).matches() ? host.toLowerCase(Locale.ROOT) : "invalid";
        String lower = scheme.toLowerCase(Locale.ROOT);
        String standard = lower.equals("https") ? ":443" : ":80";
        return lower + "://" + (safe.endsWith(standard) ? safe.substring(0, safe.length() - standard.length()) : safe);
    }

    private static boolean isLoopback(String host) {
        String name = withoutPort(host);
        return name.equals("localhost") || name.equals("127.0.0.1") || name.equals("[::1]");
    }

    private static String withoutPort(String host) {
        return host.replaceFirst(":\\d{1,5}$", "").toLowerCase(Locale.ROOT);
    }
}
