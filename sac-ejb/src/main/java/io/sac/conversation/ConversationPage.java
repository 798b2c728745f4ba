package io.sac.conversation;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A page of an agent's conversations, the latest first. */
public record ConversationPage(
        List<Conversation> sessions, @Nullable String nextCursor) {}
