package io.sac.launcher;

/** Why the launcher ended, for scripts; the numbers follow sysexits where one fits. */
public enum ExitCode {
    OK(0),
    FAILED(1),
    USAGE(64),
    DATABASE(69),
    BUILD(70),
    ENVIRONMENT(71),
    DISK(73),
    RUNNING_ALREADY(75),
    HOME(77),
    CONFIGURATION(78),
    PORT_TAKEN(79);

    private final int number;

    ExitCode(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }
}
