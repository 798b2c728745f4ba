package io.sac.output;

/** How much an agent may keep, and how large one file may be. */
public record OutputLimits(long maxBytes, long maxFiles, long maxFileBytes) {}
