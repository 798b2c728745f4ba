package io.sac.conversation;

/** What became of a batch: so many entries are new, so many were there already. */
public record EntriesAccepted(int accepted, int duplicates) {}
