package io.sac.agent;

import org.jspecify.annotations.Nullable;

/** A sandbox could not be started; carries the reason that the person sees. */
public final class AgentStartException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Reason reason;

    public AgentStartException(Reason reason) {
        this(reason, null);
    }

    public AgentStartException(Reason reason, @Nullable Throwable cause) {
        super(reason.message(), cause);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
