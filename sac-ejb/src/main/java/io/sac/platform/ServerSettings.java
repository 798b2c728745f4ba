package io.sac.platform;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Where this server runs and how the world reaches it. */
@Dependent
public class ServerSettings {
    private final Path home;
    private final String installationId;
    private final String bind;
    private final int port;
    private final int internalPort;
    private final int replicas;
    private final Optional<URI> publicUrl;
    private final List<String> trustedProxies;

    @Inject
    public ServerSettings(
            @ConfigProperty(name = "SAC_HOME") String home,
            @ConfigProperty(name = "SAC_INSTALLATION_ID") String installationId,
            @ConfigProperty(name = "SAC_BIND") String bind,
            @ConfigProperty(name = "API_GATEWAY_PORT") int port,
            @ConfigProperty(name = "SAC_INTERNAL_PORT") int internalPort,
            @ConfigProperty(name = "SAC_REPLICAS") int replicas,
            @ConfigProperty(name = "SAC_PUBLIC_URL") Optional<URI> publicUrl,
            @ConfigProperty(name = "SAC_TRUSTED_PROXIES") Optional<List<String>> trustedProxies) {
        this.home = Path.of(home).toAbsolutePath().normalize();
        this.installationId = installationId;
        this.bind = bind;
        this.port = port;
        this.internalPort = internalPort;
        this.replicas = replicas;
        this.publicUrl = publicUrl;
        this.trustedProxies = List.copyOf(trustedProxies.orElse(List.of()));
    }

    /** The folder that holds everything of this installation ({@code SAC_HOME}). */
    public Path home() {
        return home;
    }

    /** Tells two installations on one host apart: cookies and tokens carry it. */
    public String installationId() {
        return installationId;
    }

    public String bind() {
        return bind;
    }

    public int port() {
        return port;
    }

    /** Where sidecars reach this server; nothing else is answered there, and this is answered nowhere else. */
    public int internalPort() {
        return internalPort;
    }

    public int replicas() {
        return replicas;
    }

    /** The address people use, with a base path if there is one; without it the request tells. */
    public Optional<URI> publicUrl() {
        return publicUrl;
    }

    /** The path beneath which SAC lives for people, with a slash at both ends; {@code /} for the whole host. */
    public String basePath() {
        String path = publicUrl.map(URI::getRawPath).orElse("/");
        return path.isEmpty() || path.equals("/") ? "/" : path.endsWith("/") ? path : path + "/";
    }

    /** Addresses or networks ({@code 10.0.0.0/8}) whose X-Forwarded headers are believed. */
    public List<String> trustedProxies() {
        return trustedProxies;
    }
}
