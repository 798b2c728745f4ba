package io.sac.platform;

import io.sac.problem.ProblemType;
import io.sac.problem.SacException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Encrypts secrets for the database with AES-256-GCM. The text carries the key's id and is bound to the place it is
 * for ({@code agent/7/provider-key}), so that it cannot be moved to another row.
 */
@ApplicationScoped
public class SecretBox {
    private static final String VERSION = "1";
    private static final int NONCE = 12;
    private static final int TAG_BITS = 128;

    private final KeyRing keys;
    private final IdSource ids;

    @Inject
    public SecretBox(KeyRing keys, IdSource ids) {
        this.keys = keys;
        this.ids = ids;
    }

    @SuppressWarnings("NullAway") // for the client proxy
    protected SecretBox() {
        this(null, null);
    }

    public String seal(String secret, String place) {
        String keyId = keys.currentId();
        byte[] nonce = ids.bytes(NONCE);
        byte[] sealed = run(
                Cipher.ENCRYPT_MODE,
                keys.current(KeyPurpose.SECRETS),
                nonce,
                aad(keyId, place),
                secret.getBytes(StandardCharsets.UTF_8));
        byte[] all = ByteBuffer.allocate(NONCE + sealed.length)
                .put(nonce)
                .put(sealed)
                .array();
        return String.join(
                ".", VERSION, keyId, Base64.getUrlEncoder().withoutPadding().encodeToString(all));
    }

    public String open(String sealed, String place) {
        List<String> parts = List.of(sealed.split("\\.", -1));
        if (parts.size() != 3 || !parts.getFirst().equals(VERSION)) {
            throw new SacException(ProblemType.INTERNAL, "A stored secret cannot be read.");
        }
        SecretKey key = keys.find(parts.get(1), KeyPurpose.SECRETS)
                .orElseThrow(() -> new SacException(
                        ProblemType.INTERNAL, "A stored secret cannot be read, because its key is missing."));
        byte[] all = Base64.getUrlDecoder().decode(parts.get(2));
        byte[] nonce = Arrays.copyOf(all, NONCE);
        byte[] body = Arrays.copyOfRange(all, NONCE, all.length);
        return new String(run(Cipher.DECRYPT_MODE, key, nonce, aad(parts.get(1), place), body), StandardCharsets.UTF_8);
    }

    private static byte[] aad(String keyId, String place) {
        return (VERSION + "|" + keyId + "|" + place).getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] run(int mode, SecretKey key, byte[] nonce, byte[] aad, byte[] text) {
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(mode, new SecretKeySpec(key.getEncoded(), "AES"), new GCMParameterSpec(TAG_BITS, nonce));
            cipher.updateAAD(aad);
            return cipher.doFinal(text);
        } catch (GeneralSecurityException e) {
            throw new SacException(ProblemType.INTERNAL, "A stored secret cannot be read.", e);
        }
    }
}
