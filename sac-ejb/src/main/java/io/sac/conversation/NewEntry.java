package io.sac.conversation;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** One line of a transcript: who said what and when, and the line itself. */
public record NewEntry(
        @NotBlank @Size(max = 200) String entryId,
        @Nullable @Size(max = 200) String parentId,
        @NotNull Instant at,
        @NotNull EntryRole role,
        @Nullable @Size(max = 100) String kind,
        @NotNull JsonNode content,
        @Nullable JsonNode usage,
        @Nullable @Size(max = 200) String model,
        @Nullable JsonNode raw) {}
