package io.sac.conversation;

import io.sac.platform.Json;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.UUID;
import tools.jackson.databind.json.JsonMapper;

/** Entries of one conversation, as a sidecar reads them from a transcript. */
public record NewEntries(
        @NotNull UUID sessionId,
        @NotBlank @Size(max = 200) String conversationId,
        @NotNull @Size(max = MAX_ENTRIES) List<@NotNull @Valid NewEntry> entries) {
    public static final int MAX_ENTRIES = 500;
    public static final int MAX_BYTES = 4 * 1024 * 1024;

    private static final int DEEPEST = 500;

    /** PostgreSQL writes numbers out: the largest double has 309 digits, the smallest 1074 behind the point. */
    private static final int LONGEST_NUMBER = 2000;

    /** Reads and writes what transcripts hold: JSON that other programs made, and PostgreSQL's rendering of it. */
    public static JsonMapper mapper() {
        return Json.mapper(DEEPEST, LONGEST_NUMBER);
    }
}
