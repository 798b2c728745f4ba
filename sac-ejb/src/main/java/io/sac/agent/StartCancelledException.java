package io.sac.agent;

/** A start was given up because somebody stopped the agent meanwhile. */
public final class StartCancelledException extends Exception {
    private static final long serialVersionUID = 1L;

    public StartCancelledException() {
        super("the start was cancelled");
    }
}
