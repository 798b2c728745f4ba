package io.sac.sidecar.prompt;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class PromptTextTest {
    private static Prompt prompt(String text, String... files) {
        return new Prompt(UUID.randomUUID(), UUID.randomUUID(), text, List.of(files));
    }

    @Test
    void controlCharactersShouldBeStripped() {
        assertThat(PromptText.of(prompt("a\u001b[201~\u0003b\u009b31m\u007f\r\nc\td\r"), true))
                .isEqualTo("a[201~b31m\nc\td");
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
