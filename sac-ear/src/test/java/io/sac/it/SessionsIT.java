package io.sac.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.sac.testing.SacExtension;
import io.sac.testing.TestSac;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SacExtension.class)
class SessionsIT {
    private final TestSac sac;
    private SacClient owner;
    private TestShell shell;

    SessionsIT(TestSac sac) {
        this.sac = sac;
    }

    @BeforeEach
    void makeAgent() {
        owner = SacClient.newUser(sac);
        shell = TestShell.of(sac, owner);
    }

    @Test
    void openShouldMakeOneSessionHoweverManyAskAtOnce() throws Exception {
        Set<String> ids = ConcurrentHashMap.newKeySet();
        Set<Boolean> made = ConcurrentHashMap.newKeySet();
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            List<Callable<Integer>> openers = IntStream.range(0, 16)
                    .<Callable<Integer>>mapToObj(i -> () -> {
                        var answer = shell.open(false);
                        ids.add(answer.json().path("session_id").asString());
                        made.add(answer.json().path("is_new").asBoolean());
                        return answer.status();
                    })
                    .toList();
            for (Future<Integer> status : threads.invokeAll(openers)) {
                assertThat(status.get()).isEqualTo(202);
            }
        }

        assertThat(ids).hasSize(1);
        assertThat(made).containsExactlyInAnyOrder(true, false);
        String id = ids.iterator().next();
        shell.awaitReady(id);
        var listed = owner.get("/api/sessions?agent_id=" + shell.id()).is(200).json();
        assertThat(listed.path("sessions").size()).isEqualTo(1);
        assertThat(listed.path("sessions").get(0).path("session_id").asString()).isEqualTo(id);
    }

    @Test
    void sessionsOfAnAgentShouldBeLimitedAndPaged() {
        for (int i = 0; i < 8; i++) {
            shell.open(true).is(202);
        }
        shell.open(true).isProblem(409, "session-limit-reached");

        var first = owner.get("/api/sessions?limit=5&agent_id=" + shell.id())
                .is(200)
                .json();
        var second = owner.get("/api/sessions?limit=5&agent_id=" + shell.id() + "&cursor="
                        + first.path("next_cursor").asString())
                .is(200)
                .json();

        assertThat(first.path("sessions").size()).isEqualTo(5);
        assertThat(second.path("sessions").size()).isEqualTo(3);
        assertThat(second.has("next_cursor")).isFalse();
    }

    @Test
    void endedSessionShouldStayEndedAndMakeRoomForAnother() {
        String id = shell.ready();

        owner.delete("/api/sessions/" + id).is(204);
        owner.delete("/api/sessions/" + id).is(204);
        TestSac.await(Duration.ofSeconds(30), () -> shell.status(id).equals("ended"));

        var next = shell.open(false).is(202).json();
        assertThat(next.path("session_id").asString()).isNotEqualTo(id);
        assertThat(next.path("is_new").asBoolean()).isTrue();
        owner.post("/api/sessions/" + id + "/prompts", "{\"text\": \"hello\"}").isProblem(409, "session-ended");
    }

    @Test
    void strangerShouldFindNothing() {
        String id = shell.open(false).json().path("session_id").asString();
        SacClient stranger = SacClient.newUser(sac);

        stranger.post("/api/sessions", "{\"agent_id\": " + shell.id() + "}").isProblem(404, "agent-not-found");
        for (String path : List.of("/api/sessions/" + id, "/api/sessions/" + id + "/prompts")) {
            owner.get(path).is(200);
            stranger.get(path).isProblem(404, "session-not-found");
        }
        stranger.delete("/api/sessions/" + id).isProblem(404, "session-not-found");
        stranger.post("/api/sessions/" + id + "/prompts", "{\"text\": \"hello\"}")
                .isProblem(404, "session-not-found");
        stranger.post("/api/tickets", "{\"purpose\": \"terminal\", \"session_id\": \"" + id + "\"}")
                .isProblem(404, "session-not-found");
        assertThat(stranger.get("/api/sessions").is(200).json().path("sessions").size())
                .isZero();
        assertThat(stranger.get("/api/sessions?agent_id=" + shell.id())
                        .is(200)
                        .json()
                        .path("sessions")
                        .size())
                .isZero();
        owner.get("/api/sessions/" + UUID.randomUUID()).isProblem(404, "session-not-found");
        owner.get("/api/sessions/none").isProblem(404, "session-not-found");
    }

    @Test
    void badRequestsShouldBeRefusedClearly() {
        owner.post("/api/sessions", "{}").is(400);
        owner.post("/api/sessions", "{\"agent_id\": \"x\"}").is(400);
        owner.post("/api/sessions", "{\"agent_id\": " + shell.id() + ", \"color\": 1}")
                .is(400);
        owner.post("/api/sessions", "{\"agent_id\": 999999}").isProblem(404, "agent-not-found");
        owner.get("/api/sessions?cursor=nonsense").is(400);
        String id = shell.open(false).json().path("session_id").asString();
        String prompts = "/api/sessions/" + id + "/prompts";
        owner.post(prompts, "{\"text\": \" \"}").isProblem(400, "invalid");
        owner.post(prompts, "{\"text\": \"a\\u0000b\"}").isProblem(400, "invalid");
        owner.post(prompts, "{\"text\": \"x\", \"files\": [\"../../etc/passwd\"]}")
                .isProblem(400, "invalid");
        owner.post(prompts, "{\"text\": \"" + "x".repeat(300_000) + "\"}").isProblem(413, "too-large");
    }

    @Test
    void promptsSentWhileTheAgentStartsShouldBeTypedOnceAndInOrder() {
        String id = shell.open(false).json().path("session_id").asString();
        for (int i = 1; i <= 5; i++) {
            String body = "{\"text\": \"echo line-%d >> prompts.log\", \"idempotency_key\": \"k%d\"}".formatted(i, i);
            var sent =
                    owner.post("/api/sessions/" + id + "/prompts", body).is(202).json();
            var again =
                    owner.post("/api/sessions/" + id + "/prompts", body).is(202).json();
            assertThat(again.path("id").asString()).isEqualTo(sent.path("id").asString());
        }
        owner.post("/api/sessions/" + id + "/prompts", "{\"text\": \"something else\", \"idempotency_key\": \"k1\"}")
                .isProblem(409, "conflict");

        TestSac.await(Duration.ofSeconds(120), () -> states(id).equals(Set.of("delivered")));
        TestSac.await(
                Duration.ofSeconds(20),
                () -> shell.workspaceText("prompts.log").lines().count() >= 5);

        assertThat(shell.workspaceText("prompts.log").lines())
                .containsExactly("line-1", "line-2", "line-3", "line-4", "line-5");
    }

    private Set<String> states(String session) {
        Set<String> states = ConcurrentHashMap.newKeySet();
        owner.get("/api/sessions/" + session + "/prompts")
                .is(200)
                .json()
                .path("prompts")
                .forEach(prompt -> states.add(prompt.path("state").asString()));
        return states;
    }
}
