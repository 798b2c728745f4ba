package io.sac.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What every bus of hints does. */
public interface EventBusContract {
    Duration SOON = Duration.ofSeconds(15);

    /** The bus of one server. */
    EventBus testee();

    @Test
    default void hintShouldReachEveryListenerOfThisServer() throws InterruptedException {
        var first = new Recorder();
        var second = new Recorder();
        EventBus bus = testee();
        try (var one = bus.listen(first);
                var two = bus.listen(second)) {
            bus.hint(List.of(7L, 8L));

            assertThat(first.next()).isEqualTo(7);
            assertThat(first.next()).isEqualTo(8);
            assertThat(second.next()).isEqualTo(7);
            assertThat(one).isNotSameAs(two);
        }
    }

    @Test
    default void closedListenerShouldHearNothingMore() {
        var heard = new Recorder();
        EventBus bus = testee();
        bus.listen(heard).close();

        bus.hint(List.of(7L));

        assertThat(heard.hints).isEmpty();
    }

    @Test
    default void hintWithoutListenersShouldNotFail() {
        testee().hint(Set.of(Event.EVERYBODY, 3L));
    }

    /** Remembers what it was told. */
    final class Recorder implements EventBus.Listener {
        public final BlockingQueue<Long> hints = new LinkedBlockingQueue<>();
        public final Set<String> missed = ConcurrentHashMap.newKeySet();

        @Override
        public void hinted(long stream) {
            hints.add(stream);
        }

        @Override
        public void missed() {
            missed.add("missed");
        }

        public long next() throws InterruptedException {
            Long hint = hints.poll(SOON.toMillis(), TimeUnit.MILLISECONDS);
            assertThat(hint).as("a hint").isNotNull();
            return hint;
        }
    }
}
