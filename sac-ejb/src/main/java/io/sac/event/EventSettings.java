package io.sac.event;

import jakarta.enterprise.context.Dependent;
import java.time.Duration;
import org.eclipse.microprofile.config.inject.ConfigProperties;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** How long events are kept, how many streams a user may have open, and which bus carries the hints. */
@Dependent
@ConfigProperties(prefix = "sac.event")
public class EventSettings {
    /** {@code memory} or {@code redis}. */
    @ConfigProperty(defaultValue = "memory")
    String bus = "memory";

    @ConfigProperty(defaultValue = "P7D")
    Duration retention = Duration.ofDays(7);

    @ConfigProperty(name = "streams-per-user", defaultValue = "32")
    int streamsPerUser = 32;

    /** How often the streams are compared with the database in case a hint was lost. */
    @ConfigProperty(defaultValue = "PT3S")
    Duration tick = Duration.ofSeconds(3);

    /** How often an idle stream gets a sign of life, and its login session is asked after. */
    @ConfigProperty(name = "keep-alive", defaultValue = "PT15S")
    Duration keepAlive = Duration.ofSeconds(15);

    public String bus() {
        return bus;
    }

    public Duration retention() {
        return retention;
    }

    public int streamsPerUser() {
        return streamsPerUser;
    }

    public Duration tick() {
        return tick;
    }

    public Duration keepAlive() {
        return keepAlive;
    }
}
