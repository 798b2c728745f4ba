package io.sac.agent;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** One page of agents, newest first, and how many a user may have. */
public record AgentPage(
        List<AgentView> agents, int limit, @Nullable String nextCursor) {}
