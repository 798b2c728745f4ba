package io.sac.platform;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.jspecify.annotations.Nullable;

/**
 * Tells MicroProfile JWT the public keys and the issuer. It is made before CDI, so it reads the environment itself,
 * the only place that does.
 */
public class JwtConfigSource implements ConfigSource {
    /** Whom access tokens name as their maker: another installation's are refused even if it has the same keys. */
    static final String ISSUER = "mp.jwt.verify.issuer";

    private static final String KEYS = "mp.jwt.verify.publickey";
    private static final String ALGORITHM = "mp.jwt.verify.publickey.algorithm";

    private final Map<String, String> environment;
    private volatile @Nullable String jwks;

    public JwtConfigSource() {
        this(System.getenv());
    }

    JwtConfigSource(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public Set<String> getPropertyNames() {
        return Set.of(KEYS, ALGORITHM, ISSUER);
    }

    @Override
    public @Nullable String getValue(String name) {
        return switch (name) {
            case KEYS -> jwks();
            case ALGORITHM -> "ES256";
            case ISSUER -> issuer(environment.getOrDefault("SAC_INSTALLATION_ID", "local"));
            default -> null;
        };
    }

    @Override
    public String getName() {
        return "SAC access token keys";
    }

    @Override
    public int getOrdinal() {
        return 250;
    }

    /** The issuer of this installation's tokens. */
    public static String issuer(String installationId) {
        return "sac:" + installationId;
    }

    private @Nullable String jwks() {
        String known = jwks;
        if (known == null) {
            KeySource source = new KeySource(env("SAC_KEYS_FILE"), env("SAC_KEYS"), env("JWT_SECRET"));
            try {
                known = SigningKeys.jwks(source.load());
            } catch (RuntimeException e) {
                return null; // KeysProbe says so; a source of settings must not stop the others
            }
            jwks = known;
        }
        return known;
    }

    private Optional<String> env(String name) {
        return Optional.ofNullable(environment.get(name)).filter(text -> !text.isBlank());
    }
}
