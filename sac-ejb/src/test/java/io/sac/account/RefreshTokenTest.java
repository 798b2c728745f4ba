package io.sac.account;

import static org.assertj.core.api.Assertions.assertThat;

import io.sac.platform.KeyRing;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RefreshTokenTest {
    private final KeyRing old = ring("k1", Map.of("k1", key(1)));
    private final KeyRing rotated = ring("k2", Map.of("k1", key(1), "k2", key(2)));
    private final KeyRing foreign = ring("k1", Map.of("k1", key(9)));
    private final RefreshToken token = new RefreshToken(UUID.randomUUID(), 3);

    @Test
    void tokenShouldBeProvenByTheRingThatMadeItAndByOneWithANewerKey() {
        String text = token.text(old);

        assertThat(RefreshToken.verify(old, text)).contains(token);
        assertThat(RefreshToken.verify(rotated, text)).contains(token);
        assertThat(rotated.ids()).contains("k2");
        assertThat(token.text(rotated)).startsWith("r1.k2.");
    }

    @Test
    void changedOrForeignTokenShouldBeRefused() {
        String text = token.text(old);

        assertThat(RefreshToken.verify(foreign, text)).isEmpty();
        assertThat(RefreshToken.verify(old, text.replace(".3.", ".4."))).isEmpty();
        assertThat(RefreshToken.verify(old, text.replace("r1.k1", "r1.k9"))).isEmpty();
        assertThat(RefreshToken.verify(old, text + "x")).isEmpty();
        assertThat(RefreshToken.verify(old, "")).isEmpty();
    }

    private static KeyRing ring(String current, Map<String, byte[]> keys) {
        return new KeyRing(new KeyRing.Keys(current, keys));
    }

    private static byte[] key(int seed) {
        byte[] key = new byte[32];
        key[0] = (byte) seed;
        return key;
    }
}
