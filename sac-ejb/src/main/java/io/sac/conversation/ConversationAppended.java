package io.sac.conversation;

import java.time.Instant;
import java.util.UUID;

/** What an event tells when more was said. */
public record ConversationAppended(UUID sessionId, String conversationId, int count, Instant lastAt) {}
