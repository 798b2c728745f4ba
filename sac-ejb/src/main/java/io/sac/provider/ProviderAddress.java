package io.sac.provider;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/** What may be typed as the address of a provider's API. */
public final class ProviderAddress {
    private ProviderAddress() {}

    /** What is wrong with the address, in words for the person; empty when nothing is. */
    public static Optional<String> complaint(String text) {
        if (text.length() > 500) {
            return Optional.of("An address has at most 500 characters.");
        }
        try {
            URI uri = new URI(text);
            boolean web = "https".equalsIgnoreCase(uri.getScheme()) || "http".equalsIgnoreCase(uri.getScheme());
            if (!web || uri.getHost() == null) {
                return Optional.of("An address begins with https:// and names a host.");
            }
            if (uri.getRawUserInfo() != null) {
                return Optional.of("Leave the name and password out of the address; give the key as the key.");
            }
            if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
                return Optional.of("An address has no part after ? or #.");
            }
            return Optional.empty();
        } catch (URISyntaxException e) {
            return Optional.of("This is not an address.");
        }
    }

    /** The address of one call beneath the base. */
    static URI beneath(String base, String path) {
        String trimmed = base;
        while (trimmed.endsWith("/")) {
            trimmed = trimmed.substring(0, trimmed.length() - 1);
        }
        return URI.create(trimmed + path);
    }
}
