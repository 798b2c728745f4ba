package io.sac.outbound;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which proxy, if any, leads to an address: {@code HTTPS_PROXY}, {@code HTTP_PROXY} and {@code NO_PROXY} as usual. */
public record OutboundProxy(@Nullable URI https, @Nullable URI http, List<String> exceptions) {

    /** No proxy at all. */
    public static final OutboundProxy NONE = new OutboundProxy(null, null, List.of());

    /** From the text of the three variables. */
    public static OutboundProxy of(@Nullable String https, @Nullable String http, @Nullable String exceptions) {
        return new OutboundProxy(
                parse(https),
                parse(http),
                exceptions == null
                        ? List.of()
                        : Arrays.stream(exceptions.split("[,\\s]+"))
                                .filter(part -> !part.isEmpty())
                                .map(part -> part.toLowerCase(Locale.ROOT))
                                .toList());
    }

    private static @Nullable URI parse(@Nullable String text) {
        if (text == null || text.isBlank()) {
            return null;
        }
        URI uri = URI.create(text.contains("://") ? text.strip() : "http://" + text.strip());
        return uri.getHost() == null ? null : uri;
    }

    /** The proxy on the way to this address. */
    public Optional<URI> forAddress(URI target) {
        String host = target.getHost() == null ? "" : target.getHost().toLowerCase(Locale.ROOT);
        if (isException(host, target.getPort())) {
            return Optional.empty();
        }
        return Optional.ofNullable("https".equals(target.getScheme()) ? https : http);
    }

    private boolean isException(String host, int port) {
        for (String exception : exceptions) {
            String plain = exception.startsWith("*.") ? exception.substring(1) : exception;
            String suffix = plain.startsWith(".") ? plain : "." + plain;
            if (exception.equals("*")
                    || host.equals(plain)
                    || host.endsWith(suffix)
                    || (host + ":" + port).equals(plain)) {
                return true;
            }
        }
        return host.equals("localhost") || host.startsWith("127.") || host.equals("[::1]");
    }

    /** The value of {@code Proxy-Authorization}, when the proxy's address carries a name and a password. */
    static Optional<String> authorization(URI proxy) {
        return Optional.ofNullable(proxy.getUserInfo())
                .map(info -> "Basic " + Base64.getEncoder().encodeToString(info.getBytes(StandardCharsets.UTF_8)));
    }

    static InetSocketAddress address(URI proxy) {
        int port = proxy.getPort() > 0 ? proxy.getPort() : 80;
        return new InetSocketAddress(proxy.getHost(), port);
    }

    /** The same choice for {@link java.net.http.HttpClient}. */
    public ProxySelector selector() {
        return new ProxySelector() {
            @Override
            public List<Proxy> select(URI uri) {
                return List.of(forAddress(uri)
                        .map(proxy -> new Proxy(Proxy.Type.HTTP, address(proxy)))
                        .orElse(Proxy.NO_PROXY));
            }

            @Override
            public void connectFailed(URI uri, SocketAddress address, IOException failure) {
                // The caller gets the failure itself.
            }
        };
    }
}
