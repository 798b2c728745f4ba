package io.sac.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sac.problem.SacException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyRingTest {
    private static final String K1 = "MTExMTExMTExMTExMTExMTExMTExMTExMTExMTExMTE=";
    private static final String K2 = "MjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjI=";

    @TempDir
    Path folder;

    private final IdSource ids = new SecureIdSource();

    @Test
    void secretsOfAnOldKeyShouldOpenAfterANewOneWasAdded() throws IOException {
        SecretBox before = new SecretBox(ring("current=k1\nk1=" + K1), ids);
        SecretBox after = new SecretBox(ring("current=k2\nk1=" + K1 + "\nk2=" + K2), ids);
        String sealed = before.seal("sk-ant-123", "agent/7/provider-key");

        assertThat(sealed).startsWith("1.k1.").doesNotContain("sk-ant");
        assertThat(after.open(sealed, "agent/7/provider-key")).isEqualTo("sk-ant-123");
        assertThat(after.seal("x", "y")).startsWith("1.k2.");
        assertThat(before.seal("same", "place")).isNotEqualTo(before.seal("same", "place"));
    }

    @Test
    void secretShouldNotOpenElsewhereOrChangedOrWithoutItsKey() throws IOException {
        SecretBox box = new SecretBox(ring("current=k1\nk1=" + K1), ids);
        String sealed = box.seal("secret", "agent/7/provider-key");

        assertThatThrownBy(() -> box.open(sealed, "agent/8/provider-key")).isInstanceOf(SacException.class);
        char last = sealed.charAt(sealed.length() - 3);
        String changed = sealed.substring(0, sealed.length() - 3)
                + (last == 'A' ? 'B' : 'A')
                + sealed.substring(sealed.length() - 2);
        assertThatThrownBy(() -> box.open(changed, "agent/7/provider-key")).isInstanceOf(SacException.class);
        assertThatThrownBy(() -> box.open("1.k9." + sealed.substring(5), "agent/7/provider-key"))
                .isInstanceOf(SacException.class);
    }

    @Test
    void jwtSecretAloneShouldBeARing() {
        KeyRing.Keys keys =
                new KeySource(Optional.empty(), Optional.empty(), Optional.of("a long secret of ours")).load();

        assertThat(keys.current()).matches("s[0-9a-f]{8}");
    }

    @Test
    void jwtSecretShouldJoinAGivenRing() {
        KeyRing.Keys keys = new KeySource(
                        Optional.empty(), Optional.of("current=k1,k1=" + K1), Optional.of("a long secret of ours"))
                .load();

        assertThat(keys.current()).isEqualTo("k1");
        assertThat(keys.byId()).hasSize(2);
    }

    @Test
    void keysOfDifferentPurposesShouldDiffer() throws IOException {
        KeyRing ring = ring("current=k1\nk1=" + K1);

        assertThat(ring.macWithCurrent(KeyPurpose.REFRESH, "x"))
                .isNotEqualTo(ring.macWithCurrent(KeyPurpose.SIGNED_URL, "x"));
    }

    @Test
    void ringWithoutItsCurrentKeyOrWithAShortOneShouldBeRefused() {
        assertThatThrownBy(() -> new KeyRing.Keys("k2", Map.of("k1", new byte[32])))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new KeyRing.Keys("k1", Map.of("k1", new byte[16])))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private KeyRing ring(String text) throws IOException {
        Path file = Files.createTempFile(folder, "keys", ".properties");
        Files.writeString(file, text);
        return new KeyRing(new KeySource(Optional.of(file.toString()), Optional.empty(), Optional.empty()));
    }
}
