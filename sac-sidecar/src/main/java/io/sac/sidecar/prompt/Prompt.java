package io.sac.sidecar.prompt;

import java.util.List;
import java.util.UUID;

/** Something to type into a session. */
record Prompt(UUID id, UUID session, String text, List<String> files) {}
