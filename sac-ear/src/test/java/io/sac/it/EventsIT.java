package io.sac.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.sac.testing.SacExtension;
import io.sac.testing.TestSac;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SacExtension.class)
class EventsIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final TestSac sac;
    private SacClient owner;

    EventsIT(TestSac sac) {
        this.sac = sac;
    }

    @BeforeEach
    void register() {
        owner = SacClient.newUser(sac);
    }

    @Test
    void changesShouldArriveInOrderAndWithWhatRestSays() {
        try (EventStream events = EventStream.open(owner, "/api/events", null)) {
            TestShell shell = TestShell.of(sac, owner);
            String session = shell.ready();
            TestSac.await(LIMIT, () -> events.types().contains("session.created"));
            TestSac.await(LIMIT, () -> events.last("session.updated", "status").equals("ready"));

            assertThat(events.types().indexOf("agent.created")).isZero();
            var rest = owner.get("/api/sessions/" + session).json();
            assertThat(events.last("session.updated", "session_id"))
                    .isEqualTo(rest.path("session_id").asString());
            assertThat(events.last("session.updated", "created_at"))
                    .isEqualTo(rest.path("created_at").asString());
        }
    }

    @Test
    void returningReaderShouldGetWhatItMissedAndNothingTwice() {
        List<String> all;
        String middle;
        try (EventStream events = EventStream.open(owner, "/api/events", null)) {
            TestShell.of(sac, owner);
            TestShell.of(sac, owner);
            TestSac.await(LIMIT, () -> events.types().size() >= 2);
            all = events.ids();
            middle = all.getFirst();
        }
        TestShell.of(sac, owner);

        try (EventStream again = EventStream.open(owner, "/api/events", middle)) {
            TestSac.await(LIMIT, () -> again.types().size() >= all.size());
            assertThat(again.ids().subList(0, all.size() - 1)).isEqualTo(all.subList(1, all.size()));
            assertThat(again.ids()).doesNotHaveDuplicates().doesNotContain(middle);
            assertThat(again.types()).doesNotContain("reset");
        }
    }

    @Test
    void idsFromAnotherHistoryShouldResetOnce() {
        TestShell.of(sac, owner);
        for (String id : List.of("999999-0", "1-999999", "nonsense")) {
            try (EventStream events = EventStream.open(owner, "/api/events", id)) {
                TestSac.await(LIMIT, () -> events.types().contains("reset"));
                TestSac.await(LIMIT, () -> !events.ids().isEmpty());
                try (EventStream next =
                        EventStream.open(owner, "/api/events", events.ids().getLast())) {
                    assertThat(next.types()).doesNotContain("reset");
                }
            }
        }
    }

    @Test
    void strangerShouldHearNothingOfIt() {
        SacClient stranger = SacClient.newUser(sac);
        try (EventStream theirs = EventStream.open(stranger, "/api/events", null);
                EventStream mine = EventStream.open(owner, "/api/events", null)) {
            TestShell shell = TestShell.of(sac, owner);
            TestSac.await(LIMIT, () -> mine.types().contains("agent.created"));
            try (EventStream replayed = EventStream.open(stranger, "/api/events", "0-0")) {
                TestShell own = TestShell.of(sac, stranger);
                TestSac.await(LIMIT, () -> theirs.types().contains("agent.created"));
                TestSac.await(LIMIT, () -> replayed.types().contains("agent.created"));
                assertThat(theirs.text() + replayed.text()).doesNotContain("\"agent_id\":" + shell.id() + ",");
                assertThat(theirs.text()).contains("\"agent_id\":" + own.id());
            }
            assertThat(EventStream.status(stranger, "/api/workspace/output/watch?agent_id=" + shell.id()))
                    .isEqualTo(404);
            assertThat(EventStream.status(owner, "/api/workspace/output/watch?agent_id=" + shell.id()))
                    .isEqualTo(200);
        }
    }

    @Test
    void outputShouldBeWatchedForOneAgent() {
        TestShell shell = TestShell.of(sac, owner);
        TestShell other = TestShell.of(sac, owner);
        String session = shell.ready();
        String otherSession = other.ready();
        try (EventStream output = EventStream.open(owner, "/api/workspace/output/watch?agent_id=" + shell.id(), null)) {
            owner.post("/api/sessions/" + otherSession + "/prompts", "{\"text\": \"echo 1 > output/other.txt\"}")
                    .is(202);
            owner.post("/api/sessions/" + session + "/prompts", "{\"text\": \"echo 1 > output/mine.txt\"}")
                    .is(202);

            TestSac.await(LIMIT, () -> output.text().contains("mine.txt"));

            assertThat(output.types()).allMatch(type -> type.startsWith("output."));
            assertThat(output.text()).doesNotContain("other.txt");
        }
    }

    @Test
    void streamShouldEndWithTheSignIn() {
        try (EventStream events = EventStream.open(owner, "/api/events", null)) {
            owner.post("/api/auth/logout", null).is(204);

            TestSac.await(LIMIT, events::ended);
        }
    }

    @Test
    void streamShouldNeedASignIn() {
        assertThat(EventStream.status(SacClient.of(sac), "/api/events")).isEqualTo(401);
    }
}
