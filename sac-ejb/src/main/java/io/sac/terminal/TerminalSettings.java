package io.sac.terminal;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** How many terminals one user may look at at once, and whether the way is warmed up at the start. */
@Dependent
public class TerminalSettings {
    private final int connectionsPerUser;
    private final boolean warmUp;

    @Inject
    public TerminalSettings(
            @ConfigProperty(name = "sac.terminal.connections-per-user") int connectionsPerUser,
            @ConfigProperty(name = "sac.terminal.warm-up") boolean warmUp) {
        this.connectionsPerUser = connectionsPerUser;
        this.warmUp = warmUp;
    }

    public int connectionsPerUser() {
        return connectionsPerUser;
    }

    /** Whether the first keys after a start find code that has run before. */
    public boolean warmUp() {
        return warmUp;
    }
}
