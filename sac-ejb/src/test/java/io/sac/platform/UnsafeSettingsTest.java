package io.sac.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UnsafeSettingsTest {
    private static final String GOOD = "kX9vQm2LrT7pWz4sYb8nHc3dJf6gAe1u";

    @Test
    void defaultsOfALaptopShouldBeAccepted() {
        assertThat(check(Optional.empty(), "127.0.0.1", Optional.empty(), 1, "memory")
                        .up())
                .isTrue();
        assertThat(check(Optional.of(GOOD), "db.example", Optional.of("Zq8!mLp2"), 1, "memory")
                        .up())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "changeme",
                "secret",
                "kX9vQm2L",
                "CHANGE_THIS_to-a-long-random-string-please",
                "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
            })
    void placeholderSecretShouldBeRefusedWithASentence(String secret) {
        var result = check(Optional.of(secret), "127.0.0.1", Optional.empty(), 1, "memory");

        assertThat(result.up()).isFalse();
        assertThat(result.data().get("refused"))
                .asString()
                .startsWith("JWT_SECRET")
                .doesNotContain(secret);
    }

    @Test
    void inMemoryAdapterWithSeveralReplicasShouldBeRefused() {
        assertThat(check(Optional.of(GOOD), "127.0.0.1", Optional.empty(), 2, "memory")
                        .data()
                        .get("refused"))
                .asString()
                .contains("SAC_EVENT_BUS", "SAC_OBJECT_STORE", "SAC_RUNTIME");
    }

    @Test
    void remoteDatabaseWithoutAPasswordShouldBeRefused() {
        assertThat(check(Optional.of(GOOD), "db.example", Optional.empty(), 1, "memory")
                        .up())
                .isFalse();
    }

    private static HealthProbe.Result check(
            Optional<String> secret, String host, Optional<String> password, int replicas, String bus) {
        return new UnsafeSettings(secret, host, password, replicas, bus, "directory", "local").check();
    }
}
