package io.sac.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LauncherSettingsTest {
    private static final Path PROJECT = Path.of("/somewhere/sac");

    @Test
    void nothingSetShouldMeanLoopbackAndEmbedded() {
        LauncherSettings settings = LauncherSettings.of(Map.of(), PROJECT);

        assertThat(settings.home()).isEqualTo(PROJECT.resolve(".sac"));
        assertThat(settings.bind()).isEqualTo("127.0.0.1");
        assertThat(settings.address()).isEqualTo("http://localhost:8080/");
        assertThat(settings.localAddress()).isEqualTo("http://127.0.0.1:8080/");
        assertThat(settings.externalDatabase()).isEmpty();
    }

    @Test
    void everythingSetShouldBeHonoured() {
        LauncherSettings settings = LauncherSettings.of(
                Map.of(
                        "SAC_HOME", "/data/sac",
                        "SAC_BIND", "0.0.0.0",
                        "API_GATEWAY_PORT", "9000",
                        "SAC_PUBLIC_URL", "https://host/sac",
                        "DB_HOST", "db",
                        "DB_PORT", "6432",
                        "DB_NAME", "other",
                        "DB_USER", "me",
                        "DB_PASSWORD", "p4k2-lw9z-77qd"),
                PROJECT);

        assertThat(settings.home()).isEqualTo(Path.of("/data/sac"));
        assertThat(settings.address()).isEqualTo("https://host/sac/");
        assertThat(settings.localAddress()).isEqualTo("http://127.0.0.1:9000/");
        assertThat(settings.externalDatabase().orElseThrow().url()).isEqualTo("jdbc:postgresql://db:6432/other");
    }

    @Test
    void addressShouldBracketIpv6() {
        assertThat(LauncherSettings.of(Map.of("SAC_BIND", "fd00::7"), PROJECT).address())
                .isEqualTo("http://[fd00::7]:8080/");
    }

    @ParameterizedTest
    @CsvSource({
        "API_GATEWAY_PORT, eighty",
        "API_GATEWAY_PORT, 70000",
        "SAC_PUBLIC_URL, host/sac",
        "SAC_PUBLIC_URL, ftp://host/",
        "JWT_SECRET, short",
    })
    void nonsenseShouldBeSaid(String name, String value) {
        assertThatExceptionOfType(LauncherException.class)
                .isThrownBy(() -> LauncherSettings.of(Map.of(name, value), PROJECT))
                .satisfies(e -> assertThat(e.exitCode()).isEqualTo(ExitCode.CONFIGURATION))
                .withMessageStartingWith(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"changeme-changeme", "CHANGE_ME_IN_PRODUCTION", "your-secret-key-goes-here", "secret-0123456789"
            })
    void placeholderSecretsShouldBeRefused(String secret) {
        assertThatExceptionOfType(LauncherException.class)
                .isThrownBy(() -> LauncherSettings.of(Map.of("JWT_SECRET", secret), PROJECT));
    }

    @Test
    void emptyVariablesShouldCountAsAbsent() {
        Map<String, String> empty = new HashMap<>();
        for (String name : new String[] {"SAC_HOME", "API_GATEWAY_PORT", "SAC_PUBLIC_URL", "DB_HOST", "JWT_SECRET"}) {
            empty.put(name, " ");
        }
        assertThat(LauncherSettings.of(empty, PROJECT)).isEqualTo(LauncherSettings.of(Map.of(), PROJECT));
    }
}
