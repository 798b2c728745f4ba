package io.sac.web.internal;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;

/** What became of a prompt in its sandbox. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record PromptNote(
        @NotNull @Pattern(regexp = "queued|delivered|failed")
        String state,

        @Nullable @Size(max = 2000) String reason) {}
