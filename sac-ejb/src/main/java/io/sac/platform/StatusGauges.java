package io.sac.platform;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.function.Supplier;

/** Gauges of how many things there are in each state, counted at most every few seconds, however many ask. */
public final class StatusGauges {
    private static final Duration FRESH = Duration.ofSeconds(5);

    private final Supplier<Map<String, Long>> census;
    private final Clock clock;
    private Map<String, Long> counted = Map.of();
    private Instant countedAt = Instant.MIN;

    private StatusGauges(Supplier<Map<String, Long>> census, Clock clock) {
        this.census = census;
        this.clock = clock;
    }

    /** One gauge for each state, so that one that nothing is in reads zero. */
    public static void register(
            String name,
            String description,
            Collection<String> states,
            Supplier<Map<String, Long>> census,
            MeterRegistry meters,
            Clock clock) {
        StatusGauges gauges = new StatusGauges(census, clock);
        for (String state : states) {
            Gauge.builder(name, () -> gauges.count(state))
                    .tag("status", state)
                    .description(description)
                    .register(meters);
        }
    }

    private synchronized double count(String state) {
        Instant now = clock.instant();
        if (!countedAt.isAfter(now.minus(FRESH))) {
            counted = census.get();
            countedAt = now;
        }
        return counted.getOrDefault(state, 0L);
    }
}
