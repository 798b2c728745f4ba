package io.sac.platform;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Refuses to serve with settings that are safe on nobody's production server, a sentence for each. */
@ApplicationScoped
public class UnsafeSettings implements HealthProbe {
    private static final int SHORTEST_SECRET = 32;
    private static final Set<String> PLACEHOLDERS = Set.of(
            "changeme",
            "change-me",
            "change_me",
            "change_this",
            "changethis",
            "secret",
            "password",
            "example",
            "placeholder",
            "replace",
            "todo",
            "your-");

    private final List<String> sentences;

    @Inject
    public UnsafeSettings(
            @ConfigProperty(name = "JWT_SECRET") Optional<String> jwtSecret,
            @ConfigProperty(name = "DB_HOST", defaultValue = "127.0.0.1") String databaseHost,
            @ConfigProperty(name = "DB_PASSWORD") Optional<String> databasePassword,
            @ConfigProperty(name = "SAC_REPLICAS") int replicas,
            @ConfigProperty(name = "SAC_EVENT_BUS") String eventBus,
            @ConfigProperty(name = "SAC_OBJECT_STORE") String objectStore,
            @ConfigProperty(name = "SAC_RUNTIME") String runtime) {
        List<String> found = new ArrayList<>();
        if (jwtSecret.isPresent() && isWeak(jwtSecret.get())) {
            found.add("JWT_SECRET is a placeholder or shorter than 32 characters: set a long random one.");
        }
        if (!isLocal(databaseHost)
                && databasePassword.map(UnsafeSettings::isPlaceholder).orElse(true)) {
            found.add(
                    "DB_PASSWORD is missing or a placeholder, and the database is on another machine: set a real one.");
        }
        if (replicas > 1) {
            if (eventBus.equals("memory")) {
                found.add("SAC_EVENT_BUS=memory reaches one server only, and SAC_REPLICAS is more than 1: use redis.");
            }
            if (objectStore.equals("directory")) {
                found.add("SAC_OBJECT_STORE=directory is on one machine, and SAC_REPLICAS is more than 1: use s3.");
            }
            if (runtime.equals("local")) {
                found.add(
                        "SAC_RUNTIME=local runs agents on one machine, and SAC_REPLICAS is more than 1: use kubernetes.");
            }
        }
        this.sentences = List.copyOf(found);
    }

    protected UnsafeSettings() { // for the client proxy
        this.sentences = List.of();
    }

    @Override
    public String name() {
        return "settings";
    }

    @Override
    public Result check() {
        return sentences.isEmpty() ? Result.well() : Result.refused(String.join(" ", sentences));
    }

    private static boolean isWeak(String secret) {
        return secret.length() < SHORTEST_SECRET
                || isPlaceholder(secret)
                || secret.chars().distinct().count() < 8;
    }

    private static boolean isPlaceholder(String secret) {
        String lower = secret.toLowerCase(Locale.ROOT);
        return lower.isBlank() || PLACEHOLDERS.stream().anyMatch(lower::contains);
    }

    private static boolean isLocal(String host) {
        if (host.startsWith("/") || host.equalsIgnoreCase("localhost")) {
            return true;
        }
        try {
            return InetAddress.ofLiteral(host).isLoopbackAddress();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
