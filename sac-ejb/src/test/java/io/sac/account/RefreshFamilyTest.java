package io.sac.account;

import static org.assertj.core.api.Assertions.assertThat;

import io.sac.account.RefreshFamily.Verdict;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RefreshFamilyTest {
    private static final Instant START = Instant.parse("2026-11-21T10:00:00Z");

    private RefreshFamily family = RefreshFamily.of(1, "");

    @Test
    void newestTokenShouldMakeTheNext() {
        assertThat(present(1, 0)).isEqualTo(Verdict.ROTATED);
        assertThat(family.current()).isEqualTo(2);
    }

    @Test
    void tokenShouldStayGoodUntilItsSuccessorWasUsedHoweverLongThatTakes() {
        present(1, 0);

        assertThat(present(1, 86_400)).isEqualTo(Verdict.REPEATED);
        assertThat(family.current()).isEqualTo(2);
    }

    @Test
    void tokenShouldStayGoodForThirtySecondsAfterItsSuccessorWasUsed() {
        present(1, 0);
        present(2, 100);

        assertThat(present(1, 130)).isEqualTo(Verdict.REPEATED);
        assertThat(present(1, 131)).isEqualTo(Verdict.REPLAYED);
    }

    @Test
    void severalUsesWithinThirtySecondsShouldKeepAllTheirTokensGood() {
        present(1, 0);
        present(2, 1);
        present(3, 2);
        present(4, 3);

        assertThat(present(1, 4)).isEqualTo(Verdict.REPEATED);
        assertThat(present(1, 32)).isEqualTo(Verdict.REPLAYED);
    }

    @Test
    void tokenThatWasNeverGivenShouldEndTheFamily() {
        assertThat(present(7, 0)).isEqualTo(Verdict.REPLAYED);
        assertThat(present(-3, 0)).isEqualTo(Verdict.REPLAYED);
    }

    /** Each time as if read from the database again. */
    private Verdict present(int number, long second) {
        Instant now = START.plusSeconds(second);
        Verdict verdict = family.present(number, now);
        family = RefreshFamily.of(family.current(), family.recentUses(now));
        return verdict;
    }
}
