package io.sac.conversation;

import java.time.Instant;

/** The place of an entry in its agent's history: its time, and for entries of one time the order of their arrival. */
public record EntryPosition(Instant at, long seq) {}
