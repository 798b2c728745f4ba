package io.sac.sidecar.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import org.junit.jupiter.api.Test;

class TranscriptEntryTest {
    private static JsonObject entry(String message) {
        return TranscriptEntry.of(
                "{\"uuid\":\"u\",\"parentUuid\":\"p\",\"timestamp\":\"2026-11-21T10:00:00Z\",\"type\":\"user\",\"message\":"
                        + message + "}");
    }

    @Test
    void textShouldBecomeOneBlock() {
        JsonObject entry = entry("{\"role\":\"user\",\"content\":\"hello\"}");
        assertThat(entry.get("content").toString()).isEqualTo("[{\"type\":\"text\",\"text\":\"hello\"}]");
        assertThat(entry.get("role").getAsString()).isEqualTo("user");
        assertThat(entry.get("kind").getAsString()).isEqualTo("text");
        assertThat(entry.get("parent_id").getAsString()).isEqualTo("p");
        assertThat(entry.has("usage")).isFalse();
    }

    @Test
    void toolsShouldBeToldApart() {
        JsonObject result = entry("{\"role\":\"user\",\"content\":[{\"type\":\"tool_result\",\"content\":\"x\"}]}");
        JsonObject use = entry("{\"role\":\"assistant\",\"content\":[{\"type\":\"tool_use\",\"name\":\"Write\"}]}");
        assertThat(result.get("role").getAsString()).isEqualTo("tool");
        assertThat(result.get("kind").getAsString()).isEqualTo("tool_result");
        assertThat(use.get("role").getAsString()).isEqualTo("assistant");
        assertThat(use.get("kind").getAsString()).isEqualTo("tool_use");
    }

    @Test
    void notesOfTheCliShouldBeNoEntries() {
        assertThat(TranscriptEntry.of("{\"type\":\"summary\",\"summary\":\"x\",\"leafUuid\":\"u\"}"))
                .isNull();
        assertThat(TranscriptEntry.of("{\"uuid\":\"u\",\"timestamp\":\"yesterday\"}"))
                .isNull();
        assertThat(TranscriptEntry.of("{\"uuid\":\"u\"")).isNull();
        assertThat(TranscriptEntry.of("[]")).isNull();
    }
}
