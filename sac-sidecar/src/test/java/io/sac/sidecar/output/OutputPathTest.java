package io.sac.sidecar.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sac.sidecar.json.BadJsonException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutputPathTest {
    @Test
    void anyNameShouldSurviveItsText() {
        Random random = new Random(5);
        byte[] interesting = "\\x41\\\\xe9\\x5c ü€".getBytes(StandardCharsets.UTF_8);
        for (int n = 0; n < 20_000; n++) {
            byte[] name = new byte[1 + random.nextInt(12)];
            for (int i = 0; i < name.length; i++) {
                name[i] = random.nextBoolean()
                        ? interesting[random.nextInt(interesting.length)]
                        : (byte) (1 + random.nextInt(255));
                if (name[i] == '/') {
                    name[i] = 'x';
                }
            }
            if (name[0] == '.') {
                continue;
            }
            OutputPath path = OutputPath.ROOT.child(name, false);
            assertThat(OutputPath.of(path.text())).isEqualTo(path);
        }
    }

    @Test
    void ordinaryNamesShouldBeTheirText() {
        assertThat(OutputPath.of("a/b c/ü.txt").text()).isEqualTo("a/b c/ü.txt");
        assertThat(OutputPath.of("a\\b").text()).isEqualTo("a\\b");
        assertThat(OutputPath.of("folder/").folder()).isTrue();
        assertThat(OutputPath.of("folder/").text()).isEqualTo("folder");
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", "a/../b", "./a", "/a", "a//b", "a/\\x00"})
    void pathsThatLeadElsewhereShouldBeRefused(String text) {
        assertThatThrownBy(() -> OutputPath.of(text)).isInstanceOf(BadJsonException.class);
    }

    @Test
    void foldersShouldHoldWhatIsBeneath() {
        assertThat(OutputPath.of("a/").holds(OutputPath.of("a/b"))).isTrue();
        assertThat(OutputPath.of("a/").holds(OutputPath.of("ab"))).isFalse();
        assertThat(OutputPath.ROOT.holds(OutputPath.of("ab"))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.txt~", ".a.swp", ".#lock", "#auto#", "4913", "x.md.tmp.1234.18f2", ".~lock.a.odt#"})
    void momentaryNamesShouldBeIgnored(String name) {
        assertThat(IgnoredNames.ignores(name.getBytes(StandardCharsets.UTF_8))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.txt", ".hidden", "a.tmp", "49130", "swp"})
    void otherNamesShouldNotBeIgnored(String name) {
        assertThat(IgnoredNames.ignores(name.getBytes(StandardCharsets.UTF_8))).isFalse();
    }
}
