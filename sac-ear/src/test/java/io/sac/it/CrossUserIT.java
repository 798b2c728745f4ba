package io.sac.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.sac.it.OpenApiCheck.Operation;
import io.sac.it.OperationSample.Reach;
import io.sac.it.SacClient.Answer;
import io.sac.testing.SacExtension;
import io.sac.testing.TestSac;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Every operation of the contract: whoever it is for succeeds first, then others try the same with the same names. They
 * learn nothing, not even whether what they name exists.
 */
@ExtendWith(SacExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CrossUserIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final TestSac sac;
    private final SacClient stranger;
    private final SacClient administrator;
    private final Workshop workshop;
    private final Map<Reach, Try> tries = Map.of(
            Reach.OWNER, this::onlyTheOwner,
            Reach.SELF, this::everybodyAboutThemselves,
            Reach.ADMINISTRATOR, this::onlyAdministrators,
            Reach.ANYBODY, this::anybody,
            Reach.LINK, this::whoeverHasTheLink);

    private interface Try {
        void run(Operation operation, OperationSample sample);
    }

    CrossUserIT(TestSac sac) {
        this.sac = sac;
        this.stranger = SacClient.newUser(sac);
        this.administrator = SacClient.administrator(sac);
        this.workshop = new Workshop(sac);
    }

    @AfterAll
    void clear() {
        workshop.clear();
    }

    @TestFactory
    Stream<DynamicTest> everyOperation() {
        return SacClient.CONTRACT.operations().stream()
                .map(operation -> DynamicTest.dynamicTest(operation.id(), () -> {
                    OperationSample sample = OperationSamples.ALL.get(operation.id());
                    assertThat(sample).as("a sample for %s", operation.id()).isNotNull();
                    tries.get(sample.reach()).run(operation, sample);
                }));
    }

    @Test
    void foreignCursorsShouldShowNothing() {
        workshop.withSpareAgent();
        workshop.withSpareSession();
        for (String list : List.of("/api/agents", "/api/sessions")) {
            String cursor = workshop.owner()
                    .get(list + "?limit=1")
                    .is(200)
                    .json()
                    .path("next_cursor")
                    .asString();
            Answer page = stranger.get(list + "?cursor=" + cursor).is(200);
            assertThat(page.text())
                    .doesNotContain(Workshop.SECRET, workshop.belongings().session());
        }
    }

    @Test
    void foreignPositionsShouldReplayNothing() {
        try (EventStream theirs = EventStream.open(workshop.owner(), "/api/events", "0-0")) {
            TestSac.await(LIMIT, () -> theirs.text().contains(Workshop.SECRET));
            for (String position : List.of(theirs.ids().getFirst(), theirs.ids().getLast())) {
                SacClient reader = SacClient.newUser(sac);
                try (EventStream replayed = EventStream.open(reader, "/api/events", position)) {
                    TestShell.of(sac, reader);
                    TestSac.await(LIMIT, () -> replayed.types().contains("agent.created"));
                    assertThat(replayed.text())
                            .doesNotContain(
                                    Workshop.SECRET, workshop.belongings().session());
                }
            }
        }
    }

    @Test
    void foreignKeyOfAPromptShouldBeAnotherKey() {
        String prompt = "{\"text\": \"%s\", \"idempotency_key\": \"shared\"}";
        String path = "/api/sessions/" + workshop.belongings().session() + "/prompts";
        String theirs = workshop.owner()
                .post(path, prompt.formatted("echo " + Workshop.SECRET))
                .is(202)
                .json()
                .path("id")
                .asString();
        String session = TestShell.of(sac, stranger)
                .open(false)
                .is(202)
                .json()
                .path("session_id")
                .asString();

        Answer own = stranger.post("/api/sessions/" + session + "/prompts", prompt.formatted("true"))
                .is(202);

        assertThat(own.text()).doesNotContain(Workshop.SECRET, theirs);
    }

    @Test
    void headsShouldTellNothingEither() {
        Belongings things = workshop.belongings();
        String download = things.fill("/api/workspace/output/files/download?agent_id={agent}&path={file}");

        workshop.owner().head(download).is(200);
        stranger.head(download).is(404);
        stranger.head(things.download()).is(404);
        stranger.head(things.preview()).is(404);
        nobody().head(download).is(401);
    }

    private void onlyTheOwner(Operation operation, OperationSample sample) {
        succeeds(operation, sample, workshop.owner(), sample.things().apply(workshop));
        Belongings theirs = sample.things().apply(workshop);
        List<String> before = workshop.inventory();
        for (SacClient intruder : List.of(stranger, administrator)) {
            Answer answer = sample.call(intruder, operation.method(), theirs).is(404);
            Answer nothing = sample.call(intruder, operation.method(), Belongings.ofNobody(theirs))
                    .is(404);
            assertThat(said(answer)).isEqualTo(said(nothing));
        }
        sample.call(nobody(), operation.method(), theirs).isProblem(401, "unauthenticated");
        assertThat(workshop.inventory()).isEqualTo(before);
    }

    private void everybodyAboutThemselves(Operation operation, OperationSample sample) {
        // Some of them end a sign-in: each is tried by somebody of their own.
        SacClient other = SacClient.newUser(sac);
        List<String> before = workshop.inventory();
        succeeds(operation, sample, SacClient.newUser(sac), workshop.belongings());
        if (!operation.stream()) {
            Answer answer = sample.call(other, operation.method(), workshop.belongings())
                    .is(sample.success());
            assertThat(answer.text())
                    .doesNotContain(Workshop.SECRET, workshop.belongings().session());
        }
        assertThat(workshop.inventory()).isEqualTo(before);
        if (!operation.open()) {
            sample.call(nobody(), operation.method(), workshop.belongings()).is(401);
        }
    }

    private void onlyAdministrators(Operation operation, OperationSample sample) {
        succeeds(operation, sample, administrator, workshop.belongings());
        Answer refused =
                sample.call(stranger, operation.method(), workshop.belongings()).isProblem(403, "forbidden");
        Answer nothing = sample.call(stranger, operation.method(), Belongings.ofNobody(workshop.belongings()))
                .isProblem(403, "forbidden");
        assertThat(said(refused)).isEqualTo(said(nothing));
        sample.call(nobody(), operation.method(), workshop.belongings()).isProblem(401, "unauthenticated");
    }

    private void anybody(Operation operation, OperationSample sample) {
        assertThat(operation.open()).isTrue();
        Answer answer =
                sample.call(nobody(), operation.method(), workshop.belongings()).is(sample.success());
        assertThat(answer.text()).doesNotContain(Workshop.SECRET);
    }

    private void whoeverHasTheLink(Operation operation, OperationSample sample) {
        Belongings things = workshop.belongings();
        for (SacClient reader : List.of(workshop.owner(), nobody())) {
            assertThat(sample.call(reader, operation.method(), things).is(200).text())
                    .contains(Workshop.SECRET);
        }
        for (SacClient intruder : List.of(stranger, administrator)) {
            sample.call(intruder, operation.method(), things).isProblem(404, "file-not-found");
        }
        sample.call(nobody(), operation.method(), Belongings.ofNobody(things)).isProblem(403, "link-invalid");
    }

    /** Without any cookie. */
    private SacClient nobody() {
        return SacClient.of(sac);
    }

    private static void succeeds(Operation operation, OperationSample sample, SacClient who, Belongings things) {
        if (operation.stream()) {
            assertThat(EventStream.status(who, things.fill(sample.path()))).isEqualTo(200);
        } else {
            sample.call(who, operation.method(), things).is(sample.success());
        }
    }

    /** The answer without what differs between any two. */
    private static JsonNode said(Answer answer) {
        ObjectNode body = (ObjectNode) answer.json();
        body.remove("instance");
        return body;
    }
}
