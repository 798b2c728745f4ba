package io.sac.provider;

import org.jspecify.annotations.Nullable;

/**
 * How a CLI reaches its model: through SAC itself, or at an address with a key. Holds the key in clear, so its text
 * form leaves it out.
 */
public record ModelAccess(
        String preset,
        boolean throughSac,
        @Nullable String baseUrl,
        Authentication authentication,
        @Nullable String key,
        @Nullable String small,
        @Nullable String medium,
        @Nullable String large) {

    /** The header in which a provider wants its key. */
    public enum Authentication {
        BEARER,
        API_KEY,
        NONE
    }

    @Override
    public String toString() {
        return "ModelAccess[" + preset + "]";
    }
}
