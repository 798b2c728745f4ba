package io.sac.launcher;

import org.jspecify.annotations.Nullable;

/** Something that keeps SAC from starting, told in one sentence to the person at the terminal. */
public class LauncherException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ExitCode exitCode;

    public LauncherException(ExitCode exitCode, String message) {
        this(exitCode, message, null);
    }

    public LauncherException(ExitCode exitCode, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.exitCode = exitCode;
    }

    public ExitCode exitCode() {
        return exitCode;
    }
}
