package io.sac.outbound;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/** The machine's proxy and certificate settings, by the names that command-line programs use. */
@Dependent
public class OutboundSettings {
    private final OutboundProxy proxy;
    private final @Nullable Path extraAuthorities;

    @Inject
    public OutboundSettings(
            @ConfigProperty(name = "HTTPS_PROXY") Optional<String> httpsProxyUpper,
            @ConfigProperty(name = "https_proxy") Optional<String> httpsProxyLower,
            @ConfigProperty(name = "HTTP_PROXY") Optional<String> httpProxyUpper,
            @ConfigProperty(name = "http_proxy") Optional<String> httpProxyLower,
            @ConfigProperty(name = "NO_PROXY") Optional<String> noProxyUpper,
            @ConfigProperty(name = "no_proxy") Optional<String> noProxyLower,
            @ConfigProperty(name = "NODE_EXTRA_CA_CERTS") Optional<String> extraAuthorities) {
        this(
                OutboundProxy.of(
                        httpsProxyUpper.or(() -> httpsProxyLower).orElse(null),
                        httpProxyUpper.or(() -> httpProxyLower).orElse(null),
                        noProxyUpper.or(() -> noProxyLower).orElse(null)),
                extraAuthorities.map(Path::of).orElse(null));
    }

    public OutboundSettings(OutboundProxy proxy, @Nullable Path extraAuthorities) {
        this.proxy = proxy;
        this.extraAuthorities = extraAuthorities;
    }

    public OutboundProxy proxy() {
        return proxy;
    }

    /** A PEM file with the organisation's own authorities ({@code NODE_EXTRA_CA_CERTS}). */
    public Optional<Path> extraAuthorities() {
        return Optional.ofNullable(extraAuthorities);
    }
}
