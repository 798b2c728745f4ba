package io.sac.sidecar.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.sac.sidecar.server.Reply.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReplyTest {
    private static final String PROBLEM = "{\"type\":\"x\",\"status\":400}";

    @ParameterizedTest
    @ValueSource(ints = {400, 403, 404, 410, 413, 422})
    void refusalOfTheApplicationShouldBeForGood(int status) {
        assertThat(new Reply(status, PROBLEM).verdict()).isEqualTo(Verdict.REFUSED);
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 408, 409, 425, 429, 500, 502, 503, 507})
    void whatMayPassShouldBeTriedAgain(int status) {
        assertThat(new Reply(status, PROBLEM).verdict()).isEqualTo(Verdict.AGAIN);
    }

    @Test
    void pageOfAServerWhoseApplicationIsNotThereShouldBeTriedAgain() {
        assertThat(new Reply(404, "<html>Context Root Not Found</html>").verdict())
                .isEqualTo(Verdict.AGAIN);
        assertThat(new Reply(404, "").verdict()).isEqualTo(Verdict.AGAIN);
        assertThat(new Reply(204, "").verdict()).isEqualTo(Verdict.DONE);
    }
}
