package io.sac.event;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.time.Duration;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** How many streams a user may have open, and which bus carries the hints. */
@Dependent
public class EventSettings {
    private final String bus;
    private final int streamsPerUser;
    private final Duration tick;
    private final Duration keepAlive;

    @Inject
    public EventSettings(
            @ConfigProperty(name = "SAC_EVENT_BUS") String bus,
            @ConfigProperty(name = "sac.event.streams-per-user") int streamsPerUser,
            @ConfigProperty(name = "sac.event.tick") Duration tick,
            @ConfigProperty(name = "sac.event.keep-alive") Duration keepAlive) {
        this.bus = bus;
        this.streamsPerUser = streamsPerUser;
        this.tick = tick;
        this.keepAlive = keepAlive;
    }

    /** The adapter that carries hints: {@code memory} or {@code redis}. */
    public String bus() {
        return bus;
    }

    public int streamsPerUser() {
        return streamsPerUser;
    }

    /** How often open streams are compared with the database, in case a hint was lost. */
    public Duration tick() {
        return tick;
    }

    /** How often a stream gets a sign of life, and whether its reader is still signed in is asked. */
    public Duration keepAlive() {
        return keepAlive;
    }
}
