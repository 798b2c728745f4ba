package io.sac.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sac.provider.ProviderCatalog;
import io.sac.sandbox.SidecarAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What every runtime does. */
public interface AgentRuntimeContract {
    Duration GRACE = Duration.ofSeconds(5);

    AgentRuntime testee();

    /** Ends the sidecar of the agent as a crash would. */
    void crash(long agentId);

    static AgentSpec spec(long agentId, int generation) {
        return new AgentSpec(
                agentId,
                generation,
                "Ada",
                "shell",
                "",
                null,
                new ProviderCatalog().get("demo").access(null, null, null, null, null),
                Map.of(),
                8);
    }

    /** Remembers the stages it is told. */
    final class Stages implements StageListener {
        final List<StageId> seen = new CopyOnWriteArrayList<>();
        volatile boolean cancelled;

        @Override
        public void at(StageId stage, @Nullable Integer percent, @Nullable String message) {
            seen.add(stage);
        }

        @Override
        public boolean cancelled() {
            return cancelled;
        }
    }

    @Test
    default void startShouldBringUpASidecarThatIsThenFound() throws Exception {
        Stages stages = new Stages();
        SidecarAddress address = testee().start(spec(1, 1), stages);
        assertThat(address.agentId()).isEqualTo(1);
        assertThat(address.generation()).isEqualTo(1);
        assertThat(stages.seen).startsWith(StageId.PREPARING).isSorted();
        assertThat(testee().locate(1)).contains(address);
        assertThat(testee().running()).containsExactly(1L);
    }

    @Test
    default void startAgainShouldAdoptTheLivingOne() throws Exception {
        SidecarAddress first = testee().start(spec(1, 1), new Stages());
        assertThat(testee().start(spec(1, 1), new Stages())).isEqualTo(first);
    }

    @Test
    default void startsAtOnceShouldMakeOneSandbox() throws Exception {
        try (var threads = Executors.newFixedThreadPool(4)) {
            Callable<SidecarAddress> start = () -> testee().start(spec(1, 1), new Stages());
            List<Future<SidecarAddress>> all = threads.invokeAll(List.of(start, start, start, start));
            SidecarAddress first = all.getFirst().get();
            for (Future<SidecarAddress> each : all) {
                assertThat(each.get()).isEqualTo(first);
            }
        }
    }

    @Test
    default void anotherGenerationShouldReplaceTheSandbox() throws Exception {
        testee().start(spec(1, 1), new Stages());
        SidecarAddress second = testee().start(spec(1, 2), new Stages());
        assertThat(second.generation()).isEqualTo(2);
        assertThat(testee().locate(1)).contains(second);
    }

    @Test
    default void stopShouldEndItAndBeRepeatable() throws Exception {
        testee().start(spec(1, 1), new Stages());
        testee().stop(1, GRACE);
        testee().stop(1, GRACE);
        assertThat(testee().locate(1)).isEmpty();
        assertThat(testee().running()).isEmpty();
        assertThat(testee().start(spec(1, 1), new Stages())).isNotNull();
    }

    @Test
    default void aCrashShouldBeSeenAndMended() throws Exception {
        testee().start(spec(1, 1), new Stages());
        crash(1);
        assertThat(testee().locate(1)).isEmpty();
        SidecarAddress again = testee().start(spec(1, 1), new Stages());
        assertThat(testee().locate(1)).contains(again);
    }

    @Test
    default void cancelledStartShouldLeaveNothingRunning() {
        Stages stages = new Stages();
        stages.cancelled = true;
        assertThatThrownBy(() -> testee().start(spec(1, 1), stages)).isInstanceOf(StartCancelledException.class);
        assertThat(testee().locate(1)).isEmpty();
        assertThat(testee().running()).isEmpty();
    }

    @Test
    default void deleteShouldEndItAndForgetIt() throws Exception {
        testee().start(spec(1, 1), new Stages());
        testee().delete(1, true);
        assertThat(testee().locate(1)).isEmpty();
        testee().delete(1, true);
        testee().delete(99, true);
    }
}
