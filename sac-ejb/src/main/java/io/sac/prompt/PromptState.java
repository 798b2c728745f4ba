package io.sac.prompt;

/** How far a prompt has come. */
public enum PromptState {
    /** It waits, here or in the sandbox, until the program can take it. */
    QUEUED,
    DELIVERED,
    FAILED
}
