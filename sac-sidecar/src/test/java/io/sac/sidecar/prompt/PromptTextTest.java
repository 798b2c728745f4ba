package io.sac.sidecar.prompt;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PromptTextTest {
    private static Prompt prompt(String text, String... files) {
        return new Prompt(UUID.randomUUID(), UUID.randomUUID(), text, List.of(files));
    }

    @Test
    void controlCharactersShouldBeStripped() {
        assertThat(PromptText.of(prompt("a\u001b[201~\u0003b\u009b31m\u007f\r\nc\td\r"), true))
                .isEqualTo("a[201~b31m\nc\td");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u001b[201~", // the end of a paste
                "\u009b201~", // the same with a C1 control
                "\u001b\u001b[201~",
                "\u001b\u0000[201~",
                "\u001b[\u001b[201~201~",
                "\u009b\u009b201~",
                "\u0085\u0090\u009d\u009c\u0098\u009e\u009f",
                "\u0003\u0004\u001a\u001c\u007f\b\u0007\u000b\f"
            })
    void noControlCharacterShouldBeLeftInAnyDisguise(String evil) {
        String text = PromptText.of(prompt("a" + evil + "b", "file" + evil), true);
        assertThat(text).startsWith("a").doesNotContainPattern("[\\p{Cntrl}\\u0080-\\u009f]");
        String keys = PromptText.keys(text, true);
        assertThat(keys.substring(1)).containsOnlyOnce("\u001b").endsWith("\u001b[201~");
    }

    @Test
    void filesShouldBeNamedAsTheProgramNamesThem() {
        assertThat(PromptText.of(prompt("look", "a.txt", "b c.txt"), true)).isEqualTo("look @a.txt @\"b c.txt\"");
        assertThat(PromptText.of(prompt("cat", "it's"), false)).isEqualTo("cat 'it'\\''s'");
    }

    @Test
    void keysShouldBeAPasteOnlyWhereTheProgramTakesPastes() {
        assertThat(PromptText.keys("a\nb", true)).isEqualTo("\u001b[200~a\nb\u001b[201~");
        assertThat(PromptText.keys("a\nb", false)).isEqualTo("a\rb");
    }
}
