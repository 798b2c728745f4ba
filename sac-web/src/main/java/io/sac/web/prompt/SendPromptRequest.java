package io.sac.web.prompt;

import io.sac.prompt.NewPrompt;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A prompt as it is sent; without a key it is a new one every time. */
public record SendPromptRequest(
        @NotNull String text,
        @Nullable List<@NotNull String> files,
        @Nullable @Size(min = 1, max = 200) String idempotencyKey) {

    NewPrompt toNewPrompt() {
        return new NewPrompt(
                text,
                files == null ? List.of() : files,
                idempotencyKey == null ? UUID.randomUUID().toString() : idempotencyKey);
    }
}
