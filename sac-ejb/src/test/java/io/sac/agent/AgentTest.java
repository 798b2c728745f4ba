package io.sac.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class AgentTest {
    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
    private static final Reason CRASH = new Reason("crashed", "It stopped.", Reason.RETRY, null);

    private final Agent agent = Agent.of(7, profile("Ada", "be kind"), NOW);

    static AgentProfile profile(String name, String instructions) {
        return new AgentProfile(
                name, "", "", instructions, "shell", "demo", null, null, null, null, null, null, null, List.of());
    }

    @Test
    void startShouldGoThroughItsStagesAndSettle() {
        assertThat(agent.wantStart(NOW)).isTrue();
        assertThat(agent.isDue("me", NOW)).isTrue();
        agent.lease("me", NOW);
        assertThat(agent.isDue("other", NOW)).isFalse();

        assertThat(agent.reach(agent.intent(), StageId.INSTALLING, 40, "Downloading", NOW))
                .isTrue();
        assertThat(agent.stages().running()).isEqualTo("installing");
        assertThat(agent.stages().list())
                .extracting(Stage::id, Stage::state)
                .startsWith(
                        org.assertj.core.groups.Tuple.tuple("preparing", "done"),
                        org.assertj.core.groups.Tuple.tuple("installing", "running"),
                        org.assertj.core.groups.Tuple.tuple("starting", "waiting"));

        assertThat(agent.becomeReady(agent.intent(), NOW)).isTrue();
        assertThat(agent.status()).isEqualTo(AgentStatus.READY);
        assertThat(agent.isSettled()).isTrue();
        assertThat(agent.stages().list()).extracting(Stage::state).containsOnly("done");
    }

    @Test
    void startShouldChangeNothingWhileItStarts() {
        agent.wantStart(NOW);
        long intent = agent.intent();
        assertThat(agent.wantStart(NOW)).isFalse();
        assertThat(agent.intent()).isEqualTo(intent);
    }

    @Test
    void reportOfASupersededIntentShouldChangeNothing() {
        agent.wantStart(NOW);
        long first = agent.intent();
        agent.wantStop(NOW);

        assertThat(agent.reach(first, StageId.STARTING, null, null, NOW)).isFalse();
        assertThat(agent.becomeReady(first, NOW)).isFalse();
        assertThat(agent.becomeFailed(first, CRASH, NOW)).isFalse();
        assertThat(agent.status()).isEqualTo(AgentStatus.STOPPING);
        assertThat(agent.becomeStopped(agent.intent())).isTrue();
        assertThat(agent.status()).isEqualTo(AgentStatus.STOPPED);
    }

    @Test
    void startDuringAStopShouldLetTheStopEndFirst() {
        ready();
        agent.wantStop(NOW);
        assertThat(agent.wantStart(NOW)).isTrue();
        assertThat(agent.restartFirst()).isTrue();
        assertThat(agent.status()).isEqualTo(AgentStatus.STOPPING);
        agent.reach(agent.intent(), StageId.PREPARING, null, null, NOW);
        assertThat(agent.status()).isEqualTo(AgentStatus.STARTING);
    }

    @Test
    void failureOfAPersonsOwnStartShouldNotBeRepeated() {
        agent.wantStart(NOW);
        agent.becomeFailed(agent.intent(), CRASH, NOW);
        assertThat(agent.status()).isEqualTo(AgentStatus.FAILED);
        assertThat(agent.reason()).isEqualTo(CRASH);
        assertThat(agent.isSettled()).isTrue();
        assertThat(agent.wantStart(NOW)).isTrue();
        assertThat(agent.reason()).isNull();
    }

    @Test
    void aLeaseShouldEndByItself() {
        agent.wantStart(NOW);
        agent.lease("dead", NOW);
        assertThat(agent.isDue("other", NOW.plus(Agent.LEASE).plusSeconds(1))).isTrue();
    }

    @Test
    void settingsChangedWhileItRunsShouldAskForARestart() {
        ready();
        agent.apply(profile("New name", "be kind"), NOW);
        assertThat(agent.restartNeeded()).isFalse();
        agent.apply(profile("New name", "be brief"), NOW);
        assertThat(agent.restartNeeded()).isTrue();
    }

    @Nested
    class SidecarDied {
        @Test
        void shouldStartAgainWithBackOffAndGiveUpAtLast() {
            ready();
            Instant now = NOW;
            for (int crash = 1; crash <= Agent.MAX_CRASHES; crash++) {
                assertThat(agent.sidecarDied(CRASH, now)).isTrue();
                assertThat(agent.status()).isEqualTo(AgentStatus.STARTING);
                Duration wait = Agent.backOff(crash);
                assertThat(agent.isDue("me", now.plus(wait))).isTrue();
                assertThat(crash > 1 && agent.isDue("me", now.plus(wait).minusMillis(1)))
                        .isFalse();
                now = now.plus(wait);
                agent.lease("me", now);
                agent.becomeReady(agent.intent(), now);
            }
            assertThat(agent.sidecarDied(CRASH, now)).isTrue();
            assertThat(agent.status()).isEqualTo(AgentStatus.FAILED);
            assertThat(agent.isSettled()).isTrue();
        }

        @Test
        void shouldForgetOldDeathsAfterALongLife() {
            ready();
            agent.sidecarDied(CRASH, NOW);
            agent.becomeReady(agent.intent(), NOW);
            Instant later = NOW.plus(Agent.CALM).plusSeconds(1);
            agent.sidecarDied(CRASH, later);
            assertThat(agent.isDue("me", later)).isTrue();
        }

        @Test
        void shouldNotMatterWhenItWasWanted() {
            ready();
            agent.wantStop(NOW);
            assertThat(agent.sidecarDied(CRASH, NOW)).isFalse();
        }

        @Test
        void shouldNotBeCountedWhenNoServerWasThere() {
            ready();
            for (int stop = 0; stop < 3 * Agent.MAX_CRASHES; stop++) {
                assertThat(agent.wentDown(NOW)).isTrue();
                assertThat(agent.status()).isEqualTo(AgentStatus.STARTING);
                assertThat(agent.isDue("me", NOW)).isTrue();
                agent.lease("me", NOW);
                agent.becomeReady(agent.intent(), NOW);
            }
            agent.wantStop(NOW);
            assertThat(agent.wentDown(NOW)).isFalse();
        }
    }

    private void ready() {
        agent.wantStart(NOW);
        agent.lease("me", NOW);
        agent.becomeReady(agent.intent(), NOW);
    }
}
