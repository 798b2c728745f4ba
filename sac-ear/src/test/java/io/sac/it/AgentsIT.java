package io.sac.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.sac.it.SacClient.Answer;
import io.sac.testing.SacExtension;
import io.sac.testing.TestSac;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

@ExtendWith(SacExtension.class)
class AgentsIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String KEY = "sk-very-secret-key-7f3a9c5e1b2d";
    private static final String VARIABLE = "deploy-token-4b8e2f6a0c9d";

    private final TestSac sac;
    private SacClient owner;

    AgentsIT(TestSac sac) {
        this.sac = sac;
    }

    @BeforeEach
    void register() {
        owner = SacClient.newUser(sac);
    }

    @AfterEach
    void clear() {
        owner.get("/api/agents")
                .json()
                .path("agents")
                .forEach(agent -> owner.delete("/api/agents/" + agent.path("id").asLong()));
    }

    @Test
    void agentShouldKeepWhatIsAbsentAndClearWhatIsNull() {
        String path = create("""
                {"name": " Ada ", "description": "d", "icon": "x", "instructions": "i", "harness": "claude-code",
                 "permission_mode": "plan",
                 "provider": {"preset": "custom", "base_url": "https://example.org/api", "key": "%s",
                              "models": {"small": "s", "large": "l"}},
                 "variables": [{"name": "A", "value": "1"}, {"name": "TOKEN", "value": "%s", "secret": true}]}
                """.formatted(KEY, VARIABLE));
        JsonNode made = owner.get(path).is(200).json();
        assertThat(made.path("name").asString()).isEqualTo("Ada");
        assertThat(made.path("status").asString()).isEqualTo("stopped");
        assertThat(made.at("/provider/key").toString()).isEqualTo("{\"set\":true,\"last4\":\"1b2d\"}");
        assertThat(made.at("/variables/1/value").toString()).isEqualTo("{\"set\":true,\"last4\":\"0c9d\"}");

        JsonNode kept = owner.put(path, "{}").is(200).json();
        assertThat(without(kept, "updated_at")).isEqualTo(without(made, "updated_at"));
        // A list of variables is whole; a secret without a value stays.
        JsonNode changed = owner.put(path, """
                        {"variables": [{"name": "TOKEN", "secret": true}], "provider": {"preset": "custom", "models": null}}
                        """).is(200).json();
        assertThat(changed.path("variables").size()).isEqualTo(1);
        assertThat(changed.at("/variables/0/value/last4").asString()).isEqualTo("0c9d");
        assertThat(changed.at("/provider/key/set").asBoolean()).isTrue();
        assertThat(changed.at("/provider/base_url").asString()).isEqualTo("https://example.org/api");
        assertThat(changed.at("/provider/models").isEmpty()).isTrue();

        JsonNode cleared = owner.put(path, """
                        {"description": null, "icon": null, "instructions": null, "permission_mode": null, "variables": null,
                         "provider": {"preset": "custom", "key": null}}
                        """).is(200).json();
        assertThat(cleared.path("description").asString()).isEmpty();
        assertThat(cleared.path("instructions").asString()).isEmpty();
        assertThat(cleared.path("variables").isEmpty()).isTrue();
        assertThat(cleared.at("/provider/key").toString()).isEqualTo("{\"set\":false}");
        assertThat(cleared.path("name").asString()).isEqualTo("Ada");
        owner.put(path, "{\"name\": null}").isProblem(400, "invalid");
    }

    @Test
    void keyShouldNotFollowToAnotherProvider() {
        String path = create("""
                {"name": "Ada", "provider": {"preset": "custom", "base_url": "https://example.org", "key": "%s"}}
                """.formatted(KEY));

        JsonNode other =
                owner.put(path, "{\"provider\": {\"preset\": \"glm\"}}").is(200).json();
        assertThat(other.at("/provider/key/set").asBoolean()).isFalse();
    }

    @Test
    void secretsShouldStandNowhereInClear() throws Exception {
        String path = create("""
                {"name": "Ada", "harness": "shell",
                 "provider": {"preset": "custom", "base_url": "https://example.org", "key": "%s"},
                 "variables": [{"name": "TOKEN", "value": "%s", "secret": true}]}
                """.formatted(KEY, VARIABLE));
        long id = Long.parseLong(path.substring(path.lastIndexOf('/') + 1));
        TestShell shell = new TestShell(sac, owner, id);
        String session = shell.ready();
        owner.post("/api/sessions/" + session + "/prompts", "{\"text\": \"printf %s \\\"$TOKEN\\\" > token.txt\"}")
                .is(202);
        // The program has it, so it was carried all the way.
        TestSac.await(LIMIT, () -> shell.workspaceText("token.txt").equals(VARIABLE));
        owner.post("/api/providers/test", "{\"agent_id\": " + id + "}").is(200);
        owner.put(path, "{\"provider\": {\"preset\": \"custom\", \"key\": \"%s%s\"}}".formatted(KEY, "\u00e9"))
                .isProblem(400, "invalid");

        String answers = owner.get(path).text()
                + owner.get("/api/agents").text()
                + SacClient.administrator(sac).get("/api/admin/users").text();
        assertThat(answers).doesNotContain(KEY, VARIABLE);
        assertThat(sac.database().rows()).isNotEmpty().noneMatch(row -> row.contains(KEY) || row.contains(VARIABLE));
        try (EventStream events = EventStream.open(owner, "/api/events", "0-0")) {
            TestSac.await(LIMIT, () -> events.types().contains("agent.created"));
            assertThat(events.text()).doesNotContain(KEY, VARIABLE);
        }
        // Its own configuration and what its program wrote are the agent's; everything else in SAC_HOME is not.
        List<Path> holders = filesWith(KEY, VARIABLE);
        assertThat(holders)
                .containsExactlyInAnyOrder(
                        shell.folder().resolve("sidecar.json"), shell.folder().resolve("workspace/token.txt"));
        assertThat(Files.getPosixFilePermissions(holders.getFirst())).hasSizeLessThanOrEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {}                                                                              | name
            {"name": ""}                                                                    | name
            {"name": "  "}                                                                  | name
            {"name": "a\\u0000b"}                                                           | name
            {"name": "a\\nb"}                                                               | name
            {"name": "%101%"}                                                               | name
            {"name": 7}                                                                     | name
            {"name": ["a"]}                                                                 | name
            {"name": "a", "colour": "red"}                                                  | colour
            {"name": "a", "id": 7}                                                          | id
            {"name": "a", "status": "ready"}                                                | status
            {"name": "a", "description": "%501%"}                                           | description
            {"name": "a", "icon": "%33%"}                                                   | icon
            {"name": "a", "instructions": "%65537%"}                                        | instructions
            {"name": "a", "instructions": "a\\u0000b"}                                      | instructions
            {"name": "a", "harness": "emacs"}                                               | harness
            {"name": "a", "harness": "../shell"}                                            | harness
            {"name": "a", "permission_mode": "yolo"}                                        | permission_mode
            {"name": "a", "harness": "shell", "permission_mode": "plan"}                    | permission_mode
            {"name": "a", "provider": "demo"}                                               | provider
            {"name": "a", "provider": {}}                                                   | provider.preset
            {"name": "a", "provider": {"preset": "acme"}}                                   | provider.preset
            {"name": "a", "provider": {"preset": "custom"}}                                 | provider.base_url
            {"name": "a", "provider": {"preset": "custom", "base_url": "ftp://a.example"}}  | provider.base_url
            {"name": "a", "provider": {"preset": "custom", "base_url": "https://u:p@a.example"}} | provider.base_url
            {"name": "a", "provider": {"preset": "custom", "base_url": "not an address"}}   | provider.base_url
            {"name": "a", "provider": {"preset": "anthropic", "base_url": "https://evil.example"}} | provider.base_url
            {"name": "a", "provider": {"preset": "anthropic", "key": "two words"}}          | provider.key
            {"name": "a", "provider": {"preset": "anthropic", "key": "%1001%"}}             | provider.key
            {"name": "a", "provider": {"preset": "demo", "models": {"small": "a b"}}}       | provider.models.small
            {"name": "a", "provider": {"preset": "demo", "models": {"huge": "x"}}}          | provider.models.huge
            {"name": "a", "variables": {"A": "1"}}                                          | variables
            {"name": "a", "variables": [null]}                                              | variables[0]
            {"name": "a", "variables": [{"value": "1"}]}                                    | variables[0].name
            {"name": "a", "variables": [{"name": "1A", "value": "1"}]}                      | variables[0].name
            {"name": "a", "variables": [{"name": "A=B", "value": "1"}]}                     | variables[0].name
            {"name": "a", "variables": [{"name": "A$(id)", "value": "1"}]}                  | variables[0].name
            {"name": "a", "variables": [{"name": "PATH", "value": "1"}]}                    | variables[0].name
            {"name": "a", "variables": [{"name": "path", "value": "1"}]}                    | variables[0].name
            {"name": "a", "variables": [{"name": "LD_PRELOAD", "value": "1"}]}              | variables[0].name
            {"name": "a", "variables": [{"name": "SAC_HOOK_URL", "value": "1"}]}            | variables[0].name
            {"name": "a", "variables": [{"name": "ANTHROPIC_BASE_URL", "value": "1"}]}      | variables[0].name
            {"name": "a", "variables": [{"name": "A", "value": "1"}, {"name": "A", "value": "2"}]} | variables[1].name
            {"name": "a", "variables": [{"name": "A", "value": 1}]}                         | variables[0].value
            {"name": "a", "variables": [{"name": "A", "secret": true}]}                     | variables[0].value
            {"name": "a", "variables": [{"name": "A", "value": "a\\u0000b"}]}               | variables[0].value
            {"name": "a", "variables": [{"name": "A", "value": "%32769%"}]}                 | variables[0].value
            """)
    void wrongValuesShouldBeRefusedByTheirPlace(String body, String place) {
        Answer refused = owner.post("/api/agents", filled(body)).isProblem(400, "invalid");

        assertThat(refused.json()
                        .path("errors")
                        .valueStream()
                        .map(error -> error.path("path").asString()))
                .containsExactly(place);
        assertThat(owner.get("/api/agents").json().path("agents").isEmpty()).isTrue();
    }

    @Test
    void everythingWrongShouldBeSaidAtOnce() {
        Answer refused =
                owner.post("/api/agents", """
                {"name": "", "icon": "%s", "harness": "emacs", "variables": [{"name": "PATH", "value": "x"}]}
                """.formatted("x".repeat(40))).isProblem(400, "invalid");

        assertThat(refused.json().path("errors").size()).isEqualTo(4);
    }

    @Test
    void limitShouldHoldForParallelRequests() throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(6)) {
            Callable<Integer> creation = () -> owner.post("/api/agents", "{\"name\": \"a\", \"harness\": \"shell\"}")
                    .status();
            List<Integer> statuses = threads.invokeAll(java.util.Collections.nCopies(9, creation)).stream()
                    .map(Future::resultNow)
                    .toList();
            assertThat(statuses).filteredOn(status -> status == 201).hasSize(3);
            assertThat(statuses).filteredOn(status -> status == 409).hasSize(6);
        }
        JsonNode page = owner.get("/api/agents?limit=2").is(200).json();
        assertThat(page.path("limit").asInt()).isEqualTo(3);
        assertThat(page.path("agents").size()).isEqualTo(2);
        JsonNode last = owner.get(
                        "/api/agents?limit=2&cursor=" + page.path("next_cursor").asString())
                .is(200)
                .json();
        assertThat(last.path("agents").size()).isEqualTo(1);
        assertThat(last.has("next_cursor")).isFalse();
        owner.post("/api/agents", "{\"name\": \"a\", \"harness\": \"shell\"}").isProblem(409, "agent-limit-reached");
    }

    @Test
    void agentShouldStartRestartAndStopWithItsSessions() {
        TestShell shell = TestShell.of(sac, owner);
        String path = "/api/agents/" + shell.id();
        String session = shell.ready();
        assertThat(agentStatus(shell)).isEqualTo("ready");
        long before = sidecarPid(shell);

        owner.post(path + "/restart", null).is(202);
        TestSac.await(LIMIT, () -> agentStatus(shell).equals("ready") && sidecarPid(shell) != before);
        shell.awaitReady(session);
        assertThat(ProcessHandle.of(before).map(ProcessHandle::isAlive).orElse(false))
                .isFalse();

        owner.put(path, "{\"variables\": [{\"name\": \"A\", \"value\": \"1\"}]}")
                .is(200);
        assertThat(owner.get(path).json().path("restart_needed").asBoolean()).isTrue();
        owner.post(path + "/stop", null).is(202);
        TestSac.await(LIMIT, () -> agentStatus(shell).equals("stopped"));
        owner.post(path + "/stop", null).is(202);
        JsonNode statuses = owner.get("/api/agent-statuses").is(200).json();
        assertThat(statuses.at("/statuses/0/agent_id").asLong()).isEqualTo(shell.id());
        assertThat(statuses.at("/statuses/0/status").asString()).isEqualTo("stopped");

        owner.delete(path).is(204);
        owner.get(path).isProblem(404, "agent-not-found");
        owner.delete(path).isProblem(404, "agent-not-found");
        owner.get("/api/sessions/" + session).isProblem(404, "session-not-found");
        TestSac.await(LIMIT, () -> !Files.exists(shell.folder()));
    }

    private String create(String body) {
        return owner.post("/api/agents", body).is(201).header("Location").replaceFirst("^https?://[^/]+", "");
    }

    private String agentStatus(TestShell shell) {
        return owner.get("/api/agents/" + shell.id())
                .is(200)
                .json()
                .path("status")
                .asString();
    }

    private static long sidecarPid(TestShell shell) {
        try {
            Path run = shell.folder().resolve("sidecar.run.json");
            return Files.exists(run)
                    ? tools.jackson.databind.json.JsonMapper.shared()
                            .readTree(Files.readString(run))
                            .path("pid")
                            .asLong()
                    : 0;
        } catch (IOException e) {
            return 0;
        }
    }

    /** A number between percent signs stands for a text of this length. */
    private static String filled(String template) {
        return java.util.regex.Pattern.compile("%(\\d+)%")
                .matcher(template)
                .replaceAll(match -> "x".repeat(Integer.parseInt(match.group(1))));
    }

    private static String without(JsonNode node, String field) {
        return node.properties().stream()
                .filter(each -> !each.getKey().equals(field))
                .map(Object::toString)
                .collect(Collectors.joining("\n"));
    }

    /** The files of the whole SAC_HOME, the database's among them, in which one of the texts stands. */
    private List<Path> filesWith(String... texts) throws IOException {
        try (Stream<Path> tree = Files.walk(sac.home())) {
            return tree.filter(Files::isRegularFile)
                    .filter(Files::isReadable)
                    .filter(file -> Stream.of(texts).anyMatch(text -> read(file).contains(text)))
                    .toList();
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return ""; // gone meanwhile
        }
    }
}
