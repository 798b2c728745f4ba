package io.sac.web.internal;

import java.util.List;
import java.util.UUID;

/** What a sidecar should know: which of its agent's sessions exist, and which files were deleted meanwhile. */
public record HeartbeatAnswer(List<UUID> sessions, List<String> tombstones) {}
