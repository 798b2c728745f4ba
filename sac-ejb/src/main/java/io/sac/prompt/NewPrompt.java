package io.sac.prompt;

import java.util.List;

/** What somebody wants to be done; the same key again is the same prompt. */
public record NewPrompt(String text, List<String> files, String idempotencyKey) {}
