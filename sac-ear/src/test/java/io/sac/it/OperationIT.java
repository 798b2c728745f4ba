package io.sac.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.sac.testing.TestSac;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** What an operator sees: logs that tell a request by its id, and a server that refuses what is not safe. */
class OperationIT {
    private static final String ID = "operator-look-4711";

    @Test
    void placeholderSecretShouldBeRefusedBeforeAnythingStarts() throws IOException {
        try (TestSac sac = notStarted(Map.of("JWT_SECRET", "changeme"))) {
            TestSac.Printed refused = sac.command("run");

            assertThat(refused.exitCode()).isEqualTo(78);
            assertThat(refused.text())
                    .contains("JWT_SECRET is a placeholder or shorter than 32 characters")
                    .doesNotContain("changeme");
            assertThat(sac.postgres()).isEmpty();
        }
    }

    @Test
    void inMemoryAdaptersOfSeveralReplicasShouldBeRefusedWithASentenceEach() throws IOException {
        // The launcher lets this secret pass; the server sees that it has too few different characters.
        Map<String, String> unsafe = Map.of("SAC_REPLICAS", "2", "JWT_SECRET", "abcabcabcabcabcabcabcabcabcabcabcabc");
        try (TestSac sac = notStarted(unsafe)) {
            TestSac.Printed refused = sac.command("run");

            assertThat(refused.exitCode()).isEqualTo(78);
            assertThat(refused.text())
                    .contains("JWT_SECRET is a placeholder or shorter than 32 characters")
                    .contains("SAC_EVENT_BUS=memory reaches one server only")
                    .contains("SAC_OBJECT_STORE=directory is on one machine")
                    .contains("SAC_RUNTIME=local runs agents on one machine")
                    .doesNotContain("abcabc")
                    .doesNotContain("SAC is ready");
        }
    }

    @Test
    void jsonLogShouldTellARequestByTheIdOfItsAnswer() throws Exception {
        try (TestSac sac = TestSac.start(Map.of("LOG_FORMAT", "json", "LOG_LEVEL", "debug"))) {
            refusedRequest(sac);

            Path log = sac.home().resolve("logs/messages.log");
            TestSac.await(Duration.ofSeconds(20), () -> linesWith(log, ID).size() >= 2);
            List<JsonNode> records = linesWith(log, ID).stream()
                    .map(line -> new ObjectMapper().readTree(line))
                    .toList();
            assertThat(records).allSatisfy(record -> {
                assertThat(record.path("ibm_datetime").asString()).isNotEmpty();
                assertThat(record.path("message").asString()).contains(ID);
            });
            assertThat(records)
                    .anySatisfy(record ->
                            assertThat(record.path("message").asString()).contains("GET /api/agents answered 401"));
        }
    }

    private static TestSac notStarted(Map<String, String> environment) throws IOException {
        return TestSac.in(Files.createTempDirectory("sac-it-"), environment);
    }

    private static void refusedRequest(TestSac sac) {
        SacClient.Answer answer = SacClient.of(sac)
                .get("/api/agents?secret=in-a-query", "Sac-Request-Id", ID)
                .is(401);
        assertThat(answer.header("Sac-Request-Id")).isEqualTo(ID);
        assertThat(answer.json().path("instance").asString()).isEqualTo(ID);
    }

    private static List<String> linesWith(Path log, String text) {
        try {
            if (!Files.exists(log)) {
                return List.of();
            }
            assertThat(Files.readString(log)).doesNotContain("in-a-query");
            return Files.readAllLines(log).stream()
                    .filter(line -> line.contains(text))
                    .toList();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
