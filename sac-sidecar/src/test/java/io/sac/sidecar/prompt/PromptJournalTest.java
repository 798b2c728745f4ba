package io.sac.sidecar.prompt;

import static org.assertj.core.api.Assertions.assertThat;

import io.sac.sidecar.prompt.PromptJournal.Entry;
import io.sac.sidecar.prompt.PromptJournal.State;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PromptJournalTest {
    @TempDir
    private Path folder;

    @Test
    void lineThatAKillCutWithinACharacterShouldCostNothingElse() throws IOException {
        Path file = folder.resolve("prompts.jsonl");
        Entry first = queued("schön");
        new PromptJournal(file).put(first);
        byte[] whole = Files.readAllBytes(file);
        int half = new String(whole, StandardCharsets.ISO_8859_1).indexOf('\u00c3') + 1;
        Files.write(file, java.util.Arrays.copyOf(whole, half), StandardOpenOption.APPEND);

        PromptJournal again = new PromptJournal(file);
        Entry second = queued("und gut");
        again.put(second);

        assertThat(new PromptJournal(file).all()).isEqualTo(List.of(first, second));
    }

    @Test
    void writeThatFailedShouldNotSpoilTheNextOne() throws IOException {
        Path file = folder.resolve("there is no such folder yet/prompts.jsonl");
        PromptJournal journal = new PromptJournal(file);
        Entry entry = queued("again");
        assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> journal.put(entry)))
                .isInstanceOf(IOException.class);
        assertThat(journal.get(entry.prompt().id())).isNull();
        Files.createDirectories(file.getParent());
        Files.writeString(file, "{\"id\": \"half a l");

        journal.put(entry);

        assertThat(new PromptJournal(file).all()).isEqualTo(List.of(entry));
    }

    private static Entry queued(String text) {
        return new Entry(new Prompt(UUID.randomUUID(), UUID.randomUUID(), text, List.of()), State.QUEUED, null, true);
    }
}
