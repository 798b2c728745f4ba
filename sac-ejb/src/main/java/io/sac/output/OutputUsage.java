package io.sac.output;

/** How much an agent keeps. */
public record OutputUsage(long files, long bytes) {}
