package io.sac.sandbox;

import java.util.List;
import java.util.UUID;

/** A prompt on its way into a sandbox; the sidecar delivers each id once. */
public record SandboxPrompt(UUID id, String text, List<String> files) {}
