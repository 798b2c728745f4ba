package io.sac.prompt;

import java.util.UUID;

/** A prompt waits in this session's queue. */
record PromptQueued(UUID sessionId) {}
