package io.sac.harness;

import org.jspecify.annotations.Nullable;

/** A program could not be installed; the message says to a person what happened and what to do. */
public final class InstallException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Why, as far as a client must know. */
    public enum Cause {
        NO_NETWORK,
        DISK_FULL,
        INTEGRITY,
        PROGRAM_MISSING,
        UNSUPPORTED,
        CANCELLED,
        INSTALL_FAILED
    }

    private final Cause why;
    private final @Nullable String log;

    public InstallException(Cause why, String message) {
        this(why, message, null, null);
    }

    public InstallException(Cause why, String message, @Nullable String log, @Nullable Throwable cause) {
        super(message, cause);
        this.why = why;
        this.log = log;
    }

    public Cause why() {
        return why;
    }

    /** The last lines of what the installing program said. */
    public @Nullable String log() {
        return log;
    }

    static InstallException cancelled() {
        return new InstallException(Cause.CANCELLED, "The installation was cancelled.");
    }
}
