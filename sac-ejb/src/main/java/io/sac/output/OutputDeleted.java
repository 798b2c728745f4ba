package io.sac.output;

/** What an event tells of a deletion: the path, with a slash at the end for a whole folder. */
public record OutputDeleted(String path) {}
