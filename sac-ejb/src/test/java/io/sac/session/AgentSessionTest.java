package io.sac.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.sac.sandbox.SessionState;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class AgentSessionTest {
    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
    private static final Instant LATER = NOON.plusSeconds(5);
    private final AgentSession session = AgentSession.open(UUID.randomUUID(), 7, 3, NOON);

    @Test
    void newSessionShouldWaitForItsSandbox() {
        assertThat(session.status()).isEqualTo(SessionStatus.STARTING);
        assertThat(session.live()).isTrue();
        assertThat(session.view("installing").stage()).isEqualTo("installing");
    }

    @Nested
    class Report {
        @Test
        void reportShouldMakeItReadyAndCarryWhatIsKnown() {
            assertThat(session.report(says("ready", "working", null, "conv-1"), true, LATER))
                    .isTrue();

            SessionView view = session.view("ready");
            assertThat(view.status()).isEqualTo(SessionStatus.READY);
            assertThat(view.activity()).isEqualTo(Activity.WORKING);
            assertThat(view.conversationId()).isEqualTo("conv-1");
            assertThat(view.stage()).isNull();
            assertThat(view.updatedAt()).isEqualTo(LATER);
        }

        @Test
        void sameReportAgainShouldChangeNothing() {
            session.report(says("ready", "idle", null, null), true, NOON);

            assertThat(session.report(says("ready", "idle", null, null), true, LATER))
                    .isFalse();
            assertThat(session.view(null).updatedAt()).isEqualTo(NOON);
        }

        @Test
        void exitShouldLetItRestUntilSomebodyWantsItAgain() {
            session.report(says("ready", "idle", null, "conv-1"), true, NOON);

            assertThat(session.report(says("ended", "idle", 1, null), true, LATER))
                    .isTrue();
            assertThat(session.report(says("ended", "idle", 1, null), true, LATER))
                    .isFalse();

            assertThat(session.status()).isEqualTo(SessionStatus.STOPPED);
            assertThat(session.exitCode()).isEqualTo(1);
            assertThat(session.exited()).isTrue();
            assertThat(session.wake(LATER)).isTrue();
            assertThat(session.report(says("ready", "idle", null, null), true, LATER))
                    .isTrue();
            assertThat(session.exitCode()).isNull();
            assertThat(session.conversationId()).isEqualTo("conv-1");
        }

        @Test
        void exitWhileTheAgentStopsShouldLetItRest() {
            session.report(says("ready", "idle", null, "conv-1"), true, NOON);

            session.report(says("ended", "idle", 0, null), false, LATER);

            assertThat(session.status()).isEqualTo(SessionStatus.STOPPED);
            assertThat(session.conversationId()).isEqualTo("conv-1");
        }

        @Test
        void nothingShouldReviveWhatHasEnded() {
            session.end(0, NOON);

            assertThat(session.report(says("ready", "working", null, null), true, LATER))
                    .isFalse();
            assertThat(session.wake(LATER)).isFalse();
            assertThat(session.fail("x", LATER)).isFalse();
            assertThat(session.stop(LATER)).isFalse();
            assertThat(session.end(1, LATER)).isFalse();
            assertThat(session.exitCode()).isZero();
        }

        @Test
        void endWithoutAnExitShouldChangeNothing() {
            session.report(says("ready", "idle", null, null), true, NOON);

            assertThat(session.report(says("ended", "idle", null, null), true, LATER))
                    .isFalse();
            assertThat(session.status()).isEqualTo(SessionStatus.READY);
        }

        @Test
        void unknownWordsShouldChangeNothing() {
            assertThat(session.report(says("melting", "dancing", null, null), true, LATER))
                    .isFalse();
        }
    }

    @Test
    void titleShouldBeTheFirstLineOfTheFirstPrompt() {
        assertThat(session.entitle("  \n Write a haiku\nto haiku.md", NOON)).isTrue();
        assertThat(session.entitle("Something else", NOON)).isFalse();

        assertThat(session.title()).isEqualTo("Write a haiku");
    }

    @Test
    void longTitleShouldBeCutBetweenCharacters() {
        session.entitle("😀".repeat(200), NOON);

        assertThat(session.title()).isEqualTo("😀".repeat(80) + "…");
    }

    @Test
    void lostSessionShouldStartAgain() {
        assertThat(session.restart(NOON)).as("it starts anyway").isFalse();
        session.report(says("ready", "idle", null, null), true, NOON);
        assertThat(session.restart(NOON)).isTrue();
        assertThat(session.status()).isEqualTo(SessionStatus.STARTING);
    }

    private SessionState says(String status, String activity, Integer exitCode, String conversation) {
        return new SessionState(session.id(), status, "e", 0, activity, 1L, NOON, exitCode, conversation);
    }
}
