package io.sac.sidecar.prompt;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.sac.sidecar.json.BadJsonException;
import io.sac.sidecar.json.Fields;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Every prompt and what became of it, a line for each change, kept over restarts so that an id is never typed twice. */
final class PromptJournal {
    private static final Logger LOG = LoggerFactory.getLogger(PromptJournal.class);
    private static final int REMEMBERED = 5_000;

    private final Path file;
    private final Map<UUID, Entry> entries = new LinkedHashMap<>();
    private boolean torn;

    /** Where a prompt is in its life. */
    enum State {
        QUEUED("queued"),
        TYPING("typing"),
        DELIVERED("delivered"),
        FAILED("failed");

        private final String word;

        State(String word) {
            this.word = word;
        }

        String word() {
            return word;
        }

        boolean over() {
            return this == DELIVERED || this == FAILED;
        }

        static State of(String word) {
            for (State state : values()) {
                if (state.word.equals(word)) {
                    return state;
                }
            }
            throw new BadJsonException("unknown state " + word);
        }
    }

    /** A prompt as it stands; its text is forgotten when it is over. */
    record Entry(Prompt prompt, State state, @Nullable String reason, boolean reported) {
        Entry become(State newState, @Nullable String newReason) {
            return new Entry(prompt, newState, newReason, false);
        }
    }

    PromptJournal(Path file) throws IOException {
        this.file = file;
        if (Files.exists(file)) {
            // Leniently: a write that was cut may have ended within a character.
            String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
            for (String line : text.lines().filter(line -> !line.isEmpty()).toList()) {
                try {
                    Entry entry = entry(Fields.of(line));
                    entries.put(entry.prompt.id(), entry);
                } catch (BadJsonException | IllegalArgumentException e) {
                    // The last line of a sidecar that was killed may be half written; it was not acknowledged.
                    LOG.warn("a line of the prompts' journal is not understood and left out");
                }
            }
            compact();
        }
    }

    private void compact() throws IOException {
        int forget = entries.size() - REMEMBERED;
        var oldest = entries.values().iterator();
        while (forget > 0 && oldest.hasNext()) {
            Entry entry = oldest.next();
            if (entry.state.over() && entry.reported) {
                oldest.remove();
                forget--;
            }
        }
        List<String> lines = new ArrayList<>();
        entries.values().forEach(entry -> lines.add(json(entry)));
        Path next = file.resolveSibling(file.getFileName() + ".next");
        Files.write(next, lines);
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    synchronized @Nullable Entry get(UUID id) {
        return entries.get(id);
    }

    synchronized List<Entry> all() {
        return new ArrayList<>(entries.values());
    }

    synchronized void put(Entry entry) throws IOException {
        // After a write that failed, half a line may stand there; the next one must not be joined to it.
        String line = (torn ? "\n" : "") + json(entry) + '\n';
        torn = true;
        Files.writeString(file, line, StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        torn = false;
        entries.put(entry.prompt.id(), entry);
    }

    private static String json(Entry entry) {
        JsonObject json = new JsonObject();
        json.addProperty("id", entry.prompt.id().toString());
        json.addProperty("session", entry.prompt.session().toString());
        json.addProperty("state", entry.state.word());
        json.addProperty("reported", entry.reported);
        if (entry.reason != null) {
            json.addProperty("reason", entry.reason);
        }
        if (!entry.state.over()) {
            json.addProperty("text", entry.prompt.text());
            JsonArray files = new JsonArray();
            entry.prompt.files().forEach(files::add);
            json.add("files", files);
        }
        return json.toString();
    }

    private static Entry entry(Fields fields) {
        String text = fields.optionalText("text");
        return new Entry(
                new Prompt(
                        UUID.fromString(fields.text("id")),
                        UUID.fromString(fields.text("session")),
                        text == null ? "" : text,
                        fields.texts("files")),
                State.of(fields.text("state")),
                fields.optionalText("reason"),
                fields.flag("reported", false));
    }
}
