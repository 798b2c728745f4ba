package io.sac.web.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sac.problem.ProblemType;
import io.sac.problem.SacException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteRangeTest {

    @ParameterizedTest
    @CsvSource({"bytes=0-0,0,0", "bytes=0-,0,9", "bytes=3-5,3,5", "bytes=8-100,8,9", "bytes=-3,7,9", "bytes=-100,0,9"})
    void rangeShouldBeCutToTheFile(String header, long first, long last) {
        assertThat(ByteRange.of(header, 10)).contains(new ByteRange(first, last));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "bytes=", "bytes=-", "bytes=5-3", "bytes=0-1,4-5", "lines=1-2", "bytes=a-b", "bytes=1"})
    void whatIsNotOneRangeShouldBeIgnored(String header) {
        assertThat(ByteRange.of(header, 10)).isEmpty();
        assertThat(ByteRange.of(null, 10)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=10-", "bytes=10-12", "bytes=-0", "bytes=999999999999999999-"})
    void partsBehindTheEndShouldBeRefused(String header) {
        assertThatThrownBy(() -> ByteRange.of(header, 10))
                .isInstanceOfSatisfying(
                        SacException.class, e -> assertThat(e.type()).isEqualTo(ProblemType.RANGE_NOT_SATISFIABLE));
    }

    @Test
    void anEmptyFileHasNoPart() {
        assertThatThrownBy(() -> ByteRange.of("bytes=0-0", 0)).isInstanceOf(SacException.class);
    }
}
