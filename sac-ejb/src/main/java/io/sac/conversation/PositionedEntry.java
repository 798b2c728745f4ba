package io.sac.conversation;

/** An entry and its place. */
public record PositionedEntry(EntryPosition position, ConversationEntry entry) {}
