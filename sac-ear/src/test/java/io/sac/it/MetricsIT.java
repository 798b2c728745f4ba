package io.sac.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.sac.testing.SacExtension;
import io.sac.testing.TestSac;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a monitoring system reads. */
@ExtendWith(SacExtension.class)
class MetricsIT {
    @Test
    void metricsShouldTellOfRequestsPoolAgentsSessionsAndSweeps(TestSac sac) {
        TestShell shell = TestShell.of(sac, SacClient.newUser(sac));
        shell.ready();

        TestSac.await(
                Duration.ofSeconds(60),
                () -> value(sac, "sac_agents{status=\"ready\"}") >= 1
                        && value(sac, "sac_sessions{status=\"ready\"}") >= 1
                        && value(sac, "sac_sweep_run_seconds_count{outcome=\"ok\",sweep=\"agent-intents\"}") >= 1);
        assertThat(value(sac, "sac_agent_start_seconds_count{outcome=\"ready\"}"))
                .isPositive();
        assertThat(value(sac, "sac_agent_start_seconds_sum{outcome=\"ready\"}")).isPositive();
        assertThat(value(sac, "sac_agents{status=\"failed\"}")).isNotNegative();
        assertThat(value(sac, "sac_http_requests_seconds_count{method=\"GET\",status=\"2xx\"}"))
                .isPositive();
        assertThat(value(sac, "sac_db_pool_connections")).isBetween(1.0, 20.0);
        assertThat(value(sac, "sac_db_pool_free")).isNotNegative();
        assertThat(value(sac, "sac_db_pool_waiting")).isNotNegative();
    }

    private static double value(TestSac sac, String metric) {
        return SacClient.of(sac)
                .sendUnchecked("GET", "/metrics", null)
                .is(200)
                .text()
                .lines()
                .filter(line -> line.startsWith(metric + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(metric.length() + 1)))
                .findFirst()
                .orElse(-1);
    }
}
