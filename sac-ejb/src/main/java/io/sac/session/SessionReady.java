package io.sac.session;

import java.util.UUID;

/** A session's program runs; fired after the commit, also when it runs again. */
public record SessionReady(UUID sessionId, long agentId) {}
