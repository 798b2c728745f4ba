package io.sac.prompt;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A prompt as clients see it, in REST and in events. */
public record PromptView(
        UUID id,
        UUID sessionId,
        String text,
        List<String> files,
        PromptState state,
        @Nullable String reason,
        Instant createdAt,
        @Nullable Instant deliveredAt) {}
