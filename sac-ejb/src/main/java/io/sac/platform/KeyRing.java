package io.sac.platform;

import io.sac.problem.ProblemType;
import io.sac.problem.SacException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.crypto.KDF;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The server's master keys, each with an id, and the keys derived from them by HKDF-SHA256 with a label for each
 * purpose. What SAC makes carries the id of its key, so keys rotate by adding one and making it current.
 */
@ApplicationScoped
public class KeyRing {
    private final Map<String, byte[]> masters;
    private final String currentId;

    @Inject
    public KeyRing(KeySource source) {
        this(source.load());
    }

    /** A ring of the given keys. */
    public KeyRing(Keys keys) {
        this.masters = new LinkedHashMap<>(keys.byId());
        this.currentId = keys.current();
    }

    protected KeyRing() { // for the client proxy
        this.masters = Map.of();
        this.currentId = "";
    }

    /** The id of the key with which new things are made. */
    public String currentId() {
        return currentId;
    }

    public Set<String> ids() {
        return Set.copyOf(masters.keySet());
    }

    /** The key of this id for this purpose, unless the ring does not hold it (any more). */
    public Optional<SecretKey> find(String id, KeyPurpose purpose) {
        byte[] master = masters.get(id);
        return master == null ? Optional.empty() : Optional.of(derive(master, purpose));
    }

    public SecretKey current(KeyPurpose purpose) {
        return find(currentId, purpose).orElseThrow(() -> new IllegalStateException("the key ring is empty"));
    }

    /** The private key with which new access tokens are signed. */
    public PrivateKey signingKey() {
        byte[] master = masters.get(currentId);
        if (master == null) {
            throw new IllegalStateException("the key ring is empty");
        }
        return SigningKeys.privateKey(master);
    }

    /** HMAC-SHA256 of the message under the key of this id, unless the ring does not hold it. */
    public Optional<byte[]> mac(String id, KeyPurpose purpose, String message) {
        return find(id, purpose).map(key -> hmac(key, message));
    }

    public byte[] macWithCurrent(KeyPurpose purpose, String message) {
        return hmac(current(purpose), message);
    }

    private static byte[] hmac(SecretKey key, String message) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            return mac.doFinal(message.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new SacException(ProblemType.INTERNAL, "A signature could not be made.", e);
        }
    }

    private static SecretKey derive(byte[] master, KeyPurpose purpose) {
        try {
            var parameters = HKDFParameterSpec.ofExtract()
                    .addIKM(master)
                    .addSalt("sac key ring 1".getBytes(StandardCharsets.UTF_8))
                    .thenExpand(purpose.label().getBytes(StandardCharsets.UTF_8), 32);
            return new SecretKeySpec(KDF.getInstance("HKDF-SHA256").deriveData(parameters), "HmacSHA256");
        } catch (GeneralSecurityException e) {
            throw new SacException(ProblemType.INTERNAL, "A key could not be derived.", e);
        }
    }

    /** Master keys by id, and which of them is current. */
    public record Keys(String current, Map<String, byte[]> byId) {
        public Keys {
            if (!byId.containsKey(current)) {
                throw new IllegalArgumentException("the current key \"" + current + "\" is not in the ring");
            }
            byId.forEach((id, key) -> {
                if (!id.matches("[A-Za-z0-9_-]{1,32}")) {
                    throw new IllegalArgumentException("a key id has 1 to 32 letters, digits, - or _");
                }
                if (key.length < 32) {
                    throw new IllegalArgumentException("key \"" + id + "\" has fewer than 32 bytes");
                }
            });
        }
    }
}
