package io.sac.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.sac.testing.TestSac;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** kill -9 while the real Claude Code is installed, and while it works for the demo model. */
@EnabledIfEnvironmentVariable(
        named = "SAC_TEST_CLAUDE",
        matches = ".+",
        disabledReason = "no Claude Code: set SAC_TEST_CLAUDE")
class InstallCrashIT {
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final String AGENT = """
            {"name": "Claude", "harness": "claude-code", "provider": {"preset": "demo"}}""";

    private final long seed = Long.getLong("sac.crash.seed", System.nanoTime());
    private final Random random = new Random(seed);

    @Test
    void installShouldGoOnAfterAKillAndTheProgramsWorkToo(@TempDir Path folder) throws Exception {
        System.out.println("InstallCrashIT: -Dsac.crash.seed=" + seed);
        JsonNode harness = harness();
        JsonNode npm = harness.at("/program/npm/linux-x64");
        String version = harness.path("version").asString();
        Path archive = pack(npm.path("package").asString() + "@" + version, folder);
        try (SlowRegistry registry = new SlowRegistry(version, archive);
                TestSac sac = TestSac.start(Map.of("SAC_NPM_REGISTRY", registry.address()))) {
            Path programs = sac.home().resolve("harnesses");
            TestShell claude = TestShell.of(sac, SacClient.newUser(sac), AGENT);
            Patience patience = new Patience(claude.owner(), LIMIT);
            registry.holdAt(random.nextDouble(0.9));
            String session =
                    claude.open(false).is(202).json().path("session_id").asString();
            await(() -> registry.held() == 1);
            assertThat(installed(programs)).isEmpty();

            registry.holdAt(random.nextDouble(0.9));
            sac.killLauncher();
            sac.killServer();
            sac.launch();
            await(() -> registry.held() == 2);
            assertThat(installed(programs)).isEmpty();

            // This one lets the download end, and strikes somewhere between that and the program's first start.
            registry.holdAt(2);
            rest(random.nextInt(3000));
            sac.killLauncher();
            sac.killServer();
            assertThat(installed(programs)).allSatisfy(program -> assertWhole(program));
            sac.launch();

            await(() -> {
                JsonNode now = patience.ask("GET", "/api/sessions/" + session, null)
                        .is(200)
                        .json();
                assertThat(now.path("status").asString()).as(now.toString()).isIn("starting", "ready");
                return now.path("status").asString().equals("ready");
            });
            assertThat(installed(programs)).singleElement().satisfies(program -> assertWhole(program));
            assertWorksThroughAKill(sac, claude, session, patience);
        }
    }

    private void assertWorksThroughAKill(TestSac sac, TestShell claude, String session, Patience patience)
            throws IOException {
        String prompt = "{\"text\": \"write a haiku to haiku.md\", \"idempotency_key\": \"haiku\"}";
        patience.ask("POST", "/api/sessions/" + session + "/prompts", prompt).is(202);
        rest(random.nextInt(4000));
        sac.killServer();
        // Whether it had been taken is not known to whoever sent it; with its key it may be sent again.
        patience.ask("POST", "/api/sessions/" + session + "/prompts", prompt).is(202);

        String files = "/api/workspace/output/files?recursive=true&agent_id=" + claude.id();
        String entries = "/api/conversations?limit=200&agent_id=" + claude.id();
        await(() -> said(patience, entries, "assistant").size() >= 2
                && patience.ask("GET", files, null).is(200).text().contains("haiku.md"));
        assertThat(said(patience, entries, "user")).containsOnlyOnce("write a haiku to haiku.md");
        String prompts = patience.ask("GET", "/api/sessions/" + session + "/prompts", null)
                .is(200)
                .text();
        assertThat(prompts).containsOnlyOnce("\"state\":\"delivered\"").doesNotContain("\"failed\"", "\"queued\"");
    }

    private static List<String> said(Patience patience, String path, String role) {
        JsonNode page = patience.ask("GET", path, null).is(200).json();
        return page.path("conversations")
                .valueStream()
                .filter(entry -> entry.path("role").asString().equals(role))
                .map(entry -> entry.at("/content/0/text").asString(""))
                .toList();
    }

    private static void assertWhole(Path program) {
        try {
            assertThat(Files.mismatch(program, Path.of(System.getenv("SAC_TEST_CLAUDE"))))
                    .as(program.toString())
                    .isEqualTo(-1);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** What could be started: all that is not in a folder of an install under way. */
    private static List<Path> installed(Path programs) throws IOException {
        if (!Files.exists(programs)) {
            return List.of();
        }
        try (Stream<Path> tree = Files.walk(programs)) {
            return tree.filter(Files::isRegularFile)
                    .filter(file -> file.getFileName().toString().equals("claude"))
                    .filter(file -> !file.toString().contains("/.staging-"))
                    .toList();
        }
    }

    private static JsonNode harness() throws IOException {
        try (InputStream in = InstallCrashIT.class.getResourceAsStream("/harnesses/claude-code.json")) {
            return JsonMapper.shared().readTree(in);
        }
    }

    private static Path pack(String program, Path folder) throws IOException, InterruptedException {
        Process npm = new ProcessBuilder("npm", "pack", program, "--prefer-offline", "--ignore-scripts", "--silent")
                .directory(folder.toFile())
                .inheritIO()
                .start();
        assertThat(npm.waitFor()).isZero();
        try (Stream<Path> packed = Files.list(folder)) {
            return packed.filter(file -> file.toString().endsWith(".tgz"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static void await(BooleanSupplier condition) {
        TestSac.await(LIMIT, condition);
    }

    /** Lets a random moment come; nothing depends on how long it takes. */
    private static void rest(int millis) {
        LockSupport.parkNanos(millis * 1_000_000L);
    }
}
