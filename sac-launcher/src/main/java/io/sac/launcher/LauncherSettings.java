package io.sac.launcher;

import io.sac.launcher.postgres.Database;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the environment says about this SAC, checked once.
 *
 * @param home the folder that holds everything of it
 * @param bind the address of the public port
 * @param port the public port
 * @param publicUrl the address people use, when a proxy stands before SAC
 * @param externalDatabase the database to use instead of the embedded one
 */
public record LauncherSettings(
        Path home, String bind, int port, Optional<URI> publicUrl, Optional<Database> externalDatabase) {
    private static final Set<String> PLACEHOLDERS =
            Set.of("changeme", "secret", "jwtsecret", "password", "default", "example", "test", "placeholder", "todo");
    private static final int SHORTEST_SECRET = 32;

    public static LauncherSettings of(Map<String, String> environment, Path project) {
        refusePlaceholders(environment);
        return new LauncherSettings(
                value(environment, "SAC_HOME")
                        .map(Path::of)
                        .orElse(project.resolve(".sac"))
                        .toAbsolutePath()
                        .normalize(),
                value(environment, "SAC_BIND").orElse("127.0.0.1"),
                port(environment, "API_GATEWAY_PORT", 8080),
                value(environment, "SAC_PUBLIC_URL").map(LauncherSettings::url),
                externalDatabase(environment));
    }

    /** The address of this SAC, ending in a slash. */
    public String address() {
        return publicUrl
                .map(url -> url.toString().endsWith("/") ? url.toString() : url + "/")
                .orElse("http://" + (loopback() || wildcard() ? "localhost" : hostInUrl(bind)) + ":" + port + "/");
    }

    /** Where the launcher itself reaches the public port. */
    public String localAddress() {
        return "http://" + (wildcard() ? "127.0.0.1" : hostInUrl(bind)) + ":" + port + "/";
    }

    private boolean loopback() {
        return bind.equals("127.0.0.1") || bind.equals("::1") || bind.equals("localhost");
    }

    private boolean wildcard() {
        return bind.equals("*") || bind.equals("0.0.0.0") || bind.equals("::");
    }

    private static String hostInUrl(String host) {
        return host.contains(":") ? "[" + host + "]" : host;
    }

    private static Optional<String> value(Map<String, String> environment, String name) {
        return Optional.ofNullable(environment.get(name)).map(String::strip).filter(text -> !text.isEmpty());
    }

    private static int port(Map<String, String> environment, String name, int otherwise) {
        Optional<String> text = value(environment, name);
        try {
            int port = text.map(Integer::parseInt).orElse(otherwise);
            if (port > 0 && port < 65536) {
                return port;
            }
        } catch (NumberFormatException e) {
            // told below
        }
        throw new LauncherException(
                ExitCode.CONFIGURATION, name + " must be a port from 1 to 65535, it is \"" + text.orElse("") + "\".");
    }

    private static URI url(String text) {
        try {
            URI url = new URI(text);
            if (("http".equals(url.getScheme()) || "https".equals(url.getScheme())) && url.getHost() != null) {
                return url;
            }
        } catch (URISyntaxException e) {
            // told below
        }
        throw new LauncherException(
                ExitCode.CONFIGURATION,
                "SAC_PUBLIC_URL must be an address such as https://host/sac/, it is \"" + text + "\".");
    }

    private static Optional<Database> externalDatabase(Map<String, String> environment) {
        return value(environment, "DB_HOST")
                .map(host -> new Database(
                        host,
                        port(environment, "DB_PORT", 5432),
                        value(environment, "DB_NAME").orElse("sac"),
                        value(environment, "DB_USER").orElse("sac"),
                        value(environment, "DB_PASSWORD").orElse("")));
    }

    private static void refusePlaceholders(Map<String, String> environment) {
        value(environment, "JWT_SECRET").ifPresent(secret -> {
            if (secret.length() < SHORTEST_SECRET || looksLikePlaceholder(secret)) {
                throw new LauncherException(
                        ExitCode.CONFIGURATION,
                        "JWT_SECRET is a placeholder or shorter than " + SHORTEST_SECRET
                                + " characters; set a random one (openssl rand -base64 32) or none, then SAC makes its own keys.");
            }
        });
        value(environment, "DB_PASSWORD")
                .filter(LauncherSettings::looksLikePlaceholder)
                .ifPresent(password -> {
                    throw new LauncherException(
                            ExitCode.CONFIGURATION, "DB_PASSWORD is a placeholder; set the database's real password.");
                });
    }

    private static boolean looksLikePlaceholder(String secret) {
        String letters = secret.toLowerCase(Locale.ROOT).replaceAll("[^a-z]", "");
        return PLACEHOLDERS.contains(letters)
                || letters.startsWith("changeme")
                || letters.startsWith("changethis")
                || letters.startsWith("replaceme")
                || letters.startsWith("yoursecret")
                || letters.startsWith("yourjwtsecret")
                || letters.startsWith("yoursupersecret");
    }
}
