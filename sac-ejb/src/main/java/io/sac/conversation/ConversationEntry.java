package io.sac.conversation;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** One entry of a conversation, as REST shows it. The raw line is given only when one entry is asked for. */
public record ConversationEntry(
        String entryId,
        long agentId,
        @Nullable UUID sessionId,
        String conversationId,
        @Nullable String parentId,
        EntryRole role,
        @Nullable String kind,
        JsonNode content,
        @Nullable String model,
        @Nullable JsonNode usage,
        @Nullable JsonNode raw,
        Instant at) {}
