package io.sac.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class EntryTextTest {

    private static JsonNode json(String text) {
        return NewEntries.mapper().readTree(text);
    }

    private static NewEntry entry(EntryRole role, String content) {
        return new NewEntry("1", null, Instant.EPOCH, role, null, json(content), null, null, null);
    }

    @Test
    void textShouldBeWhatWasSaidAndDoneWithoutIdsAndPictures() {
        String text = EntryText.of(json("""
                [{"type":"text","text":"Hello"},
                 {"type":"thinking","thinking":"Hm","signature":"c2ln"},
                 {"type":"tool_use","id":"toolu_1","name":"Write","input":{"file_path":"a.md","content":"haiku"}},
                 {"type":"tool_result","tool_use_id":"toolu_1","content":[{"type":"text","text":"done"}]},
                 {"type":"image","source":{"type":"base64","media_type":"image/png","data":"AAAA"}}]
                """));
        assertThat(text.lines()).containsExactly("Hello", "Hm", "Write", "a.md", "haiku", "done");
    }

    @Test
    void titleShouldBeTheFirstLineOfAPersonsText() {
        assertThat(EntryText.title(entry(EntryRole.USER, "[{\"type\":\"text\",\"text\":\"\\nWrite it\\nnow\"}]")))
                .contains("Write it");
        assertThat(EntryText.title(
                        entry(EntryRole.USER, "[{\"type\":\"text\",\"text\":\"<command-name>x</command-name>\"}]")))
                .isEmpty();
        assertThat(EntryText.title(entry(EntryRole.ASSISTANT, "[{\"type\":\"text\",\"text\":\"Sure\"}]")))
                .isEmpty();
        assertThat(EntryText.title(entry(EntryRole.USER, "[{\"type\":\"tool_result\",\"content\":\"x\"}]")))
                .isEmpty();
    }

    @Test
    void longTitlesShouldNotCutACharacterInHalf() {
        String title = EntryText.title(
                        entry(EntryRole.USER, "[{\"type\":\"text\",\"text\":\"x" + "😀".repeat(80) + "\"}]"))
                .orElseThrow();
        assertThat(title).hasSizeLessThanOrEqualTo(120).endsWith("😀");
    }
}
