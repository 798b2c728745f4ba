package io.sac.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sac.problem.ProblemType;
import io.sac.problem.SacException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AttemptsTest {
    private static final Visitor HOME = new Visitor("192.0.2.7", null);

    private final AccountSettings settings = new AccountSettings(
            Duration.ofMinutes(15),
            Duration.ofDays(30),
            Duration.ofDays(180),
            3,
            Duration.ofMinutes(15),
            5,
            Duration.ofMinutes(5),
            12);
    private final Attempts attempts = new Attempts(
            new FakeRateLimits(), settings, Clock.fixed(Instant.parse("2026-11-21T10:00:00Z"), ZoneOffset.UTC));

    @Test
    void accountShouldBeLockedAfterTooManyWrongPasswordsUnderAnySpelling() {
        attempts.onAccount("Ada");
        attempts.onAccount("ada");
        attempts.onAccount(" ADA ");

        assertThatThrownBy(() -> attempts.onAccount("ada")).isInstanceOfSatisfying(SacException.class, e -> {
            assertThat(e.type()).isEqualTo(ProblemType.ACCOUNT_LOCKED);
            assertThat(e.retryAfter()).isEqualTo(Duration.ofMinutes(15));
        });
        assertThatCode(() -> attempts.onAccount("bob")).doesNotThrowAnyException();
    }

    @Test
    void rightPasswordShouldForgetTheWrongOnes() {
        attempts.onAccount("ada");
        attempts.onAccount("ada");
        attempts.succeeded(HOME, "Ada");
        attempts.onAccount("ada");
        attempts.onAccount("ada");

        assertThatCode(() -> attempts.onAccount("ada")).doesNotThrowAnyException();
    }

    @Test
    void ipv6NetworkShouldCountAsOneAddress() {
        for (int i = 0; i < 5; i++) {
            attempts.fromAddress(new Visitor("2001:db8:1:2::" + (i + 1), null));
        }

        assertThatThrownBy(() -> attempts.fromAddress(new Visitor("2001:db8:1:2:ffff::1", null)))
                .isInstanceOf(SacException.class);
        assertThatCode(() -> attempts.fromAddress(new Visitor("2001:db8:1:3::1", null)))
                .doesNotThrowAnyException();
        assertThatCode(() -> attempts.fromAddress(HOME)).doesNotThrowAnyException();
    }

    private static final class FakeRateLimits implements RateLimits {
        private final Map<String, Integer> counts = new HashMap<>();

        @Override
        public Optional<Duration> take(String key, int limit, Duration window, Instant now) {
            return counts.merge(key, 1, Integer::sum) <= limit ? Optional.empty() : Optional.of(window);
        }

        @Override
        public void clear(String key) {
            counts.remove(key);
        }

        @Override
        public void giveBack(String key) {
            counts.computeIfPresent(key, (_, count) -> count - 1);
        }

        @Override
        public int removeExpired(Instant now, int limit) {
            return 0;
        }
    }
}
