package io.sac.output;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether files can be stored now, and how much each of a user's agents may keep.
 *
 * @param notices what of one agent could not be brought over; null when no agent was named
 */
public record WorkspaceState(
        boolean configured,
        boolean available,
        long maxBytes,
        long maxFiles,
        @Nullable List<AgentNotice> notices) {}
