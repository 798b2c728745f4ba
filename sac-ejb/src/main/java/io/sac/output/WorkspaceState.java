package io.sac.output;

/** Whether files can be stored now, and how much each of a user's agents may keep. */
public record WorkspaceState(boolean configured, boolean available, long maxBytes, long maxFiles) {}
