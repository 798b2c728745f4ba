package io.sac.sidecar.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SnapshotTest {
    private static String filtered(String tail) {
        byte[] bytes = tail.getBytes(StandardCharsets.UTF_8);
        String screen = new String(Snapshot.of(bytes, bytes.length, ScreenModes.FRESH), StandardCharsets.UTF_8);
        assertThat(screen).startsWith("\u001bc");
        return screen.substring(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u001b[c",
                "\u001b[0c",
                "\u001b[>c",
                "\u001b[>0c",
                "\u001b[=c",
                "\u001b[5n",
                "\u001b[6n",
                "\u001b[?6n",
                "\u001b[?996n",
                "\u001b[>q",
                "\u001b[>0q",
                "\u001b[?2026$p",
                "\u001b[4$p",
                "\u001b[?u",
                "\u001b[x",
                "\u001b[14t",
                "\u001b[18t",
                "\u001b[21t",
                "\u001bZ",
                "\u0005",
                "\u0007",
                "\u001b]10;?\u0007",
                "\u001b]11;?\u001b\\",
                "\u001b]4;1;?\u0007",
                "\u001b]52;c;aGVsbG8=\u0007",
                "\u001b]52;c;?\u0007",
                "\u001b]9;done\u0007",
                "\u001b]777;notify;a;b\u001b\\",
                "\u001bP$qm\u001b\\",
                "\u001bP+q544e\u001b\\",
                "\u001b_Gi=1,a=q;AAAA\u001b\\"
            })
    void queriesShouldBeLeftOut(String query) {
        assertThat(filtered("before" + query + "after")).isEqualTo("beforeafter");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u001b[31mred\u001b[0m",
                "\u001b[2J\u001b[H",
                "\u001b[?25l",
                "\u001b[22;0t",
                "\u001b]0;title\u0007",
                "\u001b]8;;http://x?y\u001b\\link\u001b]8;;\u001b\\",
                "\u001b(0lqk\u001b(B",
                "\u001b[1 q",
                "\u001b7\u001b8",
                "ü € 😀\r\n\t",
                "half \u001b[3"
            })
    void everythingElseShouldStay(String text) {
        assertThat(filtered(text)).isEqualTo(text);
    }

    @Test
    void modesShouldBeSetFirst() {
        ScreenModes modes = new ScreenModes();
        byte[] bytes = "\u001b[?1049h\u001b[?2004;1006h\u001b[?25l".getBytes(StandardCharsets.UTF_8);
        modes.follow(bytes, 0, 0);
        byte[] more = "x".repeat(20_000).getBytes(StandardCharsets.UTF_8);
        modes.follow(more, 0, bytes.length);

        ScreenModes.Cut cut = modes.cutAfter(1);

        assertThat(modes.alternateScreen()).isTrue();
        assertThat(modes.bracketedPaste()).isTrue();
        assertThat(cut).isNull();
        modes.follow(more, 0, bytes.length + more.length);
        assertThat(modes.cutAfter(1)).isNotNull();
        assertThat(new String(Snapshot.of(new byte[0], 0, modes.cutAfter(1).bits()), StandardCharsets.UTF_8))
                .isEqualTo("\u001bc\u001b[?25l\u001b[?1006h\u001b[?1049h\u001b[?2004h");
    }

    @Test
    void cutShouldNotBeInsideOfASequenceOrACharacter() {
        ScreenModes modes = new ScreenModes();
        byte[] first = ("x".repeat(17_000) + "\u001b[3").getBytes(StandardCharsets.UTF_8);
        modes.follow(first, 0, 0);
        byte[] second = "1mred".getBytes(StandardCharsets.UTF_8);
        modes.follow(second, 0, first.length);
        byte[] euro = "€".getBytes(StandardCharsets.UTF_8);
        modes.follow(new byte[] {euro[0]}, 0, first.length + second.length);
        long inside = first.length + second.length + 1;
        modes.follow(new byte[] {euro[1], euro[2]}, 0, inside);

        assertThat(modes.cutAfter(0).offset()).isZero();
        assertThat(modes.cutAfter(1).offset()).isEqualTo(first.length + second.length);
    }
}
