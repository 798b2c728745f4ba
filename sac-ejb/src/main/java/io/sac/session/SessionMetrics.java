package io.sac.session;

import io.micrometer.core.instrument.MeterRegistry;
import io.sac.platform.StatusGauges;
import jakarta.annotation.PostConstruct;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.Arrays;

/** How many sessions that have not ended are in which state. */
@Singleton
@Startup
public class SessionMetrics {
    private final SessionDirectory sessions;
    private final MeterRegistry meters;
    private final Clock clock;

    @Inject
    public SessionMetrics(SessionDirectory sessions, MeterRegistry meters, Clock clock) {
        this.sessions = sessions;
        this.meters = meters;
        this.clock = clock;
    }

    @SuppressWarnings("NullAway") // Liberty wants a public no-arg constructor on session beans: CNTR5007E
    public SessionMetrics() {
        this(null, null, null);
    }

    @PostConstruct
    void register() {
        StatusGauges.register(
                "sac.sessions",
                "Sessions of the whole installation that have not ended",
                Arrays.stream(SessionStatus.values())
                        .filter(status -> status != SessionStatus.ENDED)
                        .map(SessionStatus::word)
                        .toList(),
                sessions::countByStatus,
                meters,
                clock);
    }
}
