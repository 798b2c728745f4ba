package io.sac.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.sac.launcher.ProcessMark;
import io.sac.testing.SidecarDoor;
import io.sac.testing.TerminalClient;
import io.sac.testing.TestSac;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * kill -9 of whatever there is to kill, at random moments. {@code -Dsac.crash.seed} repeats a run, {@code
 * -Dsac.crash.rounds} makes it longer.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CrashIT {
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final int COLUMNS = 120;
    private static final int ROWS = 30;

    private final long seed = Long.getLong("sac.crash.seed", System.nanoTime());
    private final int rounds = Integer.getInteger("sac.crash.rounds", Crash.values().length);
    private final Random random = new Random(seed);
    private TestSac sac;
    private SacClient owner;

    /** What is killed before SAC is started again. */
    private enum Crash {
        SERVER,
        LAUNCHER,
        BOTH,
        ALL_WITH_THE_DATABASE,
        BOTH_AND_AGAIN_WHILE_STARTING
    }

    @BeforeAll
    void start(@TempDir Path folder) throws IOException {
        System.out.println("CrashIT: -Dsac.crash.seed=" + seed);
        Path claude = folder.resolve("claude");
        copy("claude.sh", claude);
        assertThat(claude.toFile().setExecutable(true)).isTrue();
        sac = TestSac.start(Map.of("SAC_CLAUDE_CODE_BINARY", claude.toString()));
        owner = SacClient.newUser(sac);
    }

    @BeforeEach
    void run() {
        sac.ensureRunning();
    }

    @AfterAll
    void stop() {
        sac.close();
    }

    @Test
    void nothingShouldBeLostOrDoubledWhateverIsKilled() throws Exception {
        TestShell shell = TestShell.of(sac, owner);
        TestShell claude = TestShell.of(
                sac,
                owner,
                "{\"name\": \"Claude\", \"harness\": \"claude-code\", \"provider\": {\"preset\": \"demo\"}}");
        String session = shell.ready();
        String conversation = claude.ready();
        SidecarDoor door = shell.door();
        List<ProcessMark> agents = List.of(door.mark(), claude.door().mark());
        OutputChanges changes = new OutputChanges(shell.workspace().resolve("output"), new Random(seed));
        copy("numbers.sh", shell.workspace().resolve("numbers.sh"));
        StringBuffer typed = new StringBuffer();

        try (FollowedEvents events = new FollowedEvents(owner);
                HoldingNetwork network = new HoldingNetwork(sac.port());
                TerminalClient page = shell.page(session, network.port());
                TerminalClient witness = new TerminalClient(() -> door.terminal(session), COLUMNS, ROWS)) {
            page.await("a screen", LIMIT, () -> !page.snapshots().isEmpty());
            witness.await("a screen", LIMIT, () -> !witness.snapshots().isEmpty());
            page.type("sh numbers.sh\r");
            page.awaitText("line 0000001 ", LIMIT);
            String epoch = page.state().path("epoch").asString();

            SacClient impatient = SacClient.of(java.net.URI.create("http://localhost:" + network.port() + "/"))
                    .with(owner.token())
                    .within(Duration.ofSeconds(3));
            Patience patience = new Patience(impatient, LIMIT);
            Random pace = new Random(seed);
            try (Background typist = new Background("typing", number -> {
                        String keys = "key %d ü界 ".formatted(number);
                        typed.append(keys);
                        page.type(keys);
                        return pace.nextInt(60);
                    });
                    Background writer = new Background("files", number -> {
                        changes.burst(number);
                        return 400;
                    });
                    Background prompter = new Background("prompts", number -> {
                        String prompt =
                                "{\"text\": \"prompt %d\", \"idempotency_key\": \"%d\"}".formatted(number, number);
                        patience.ask("POST", "/api/sessions/" + conversation + "/prompts", prompt)
                                .is(202);
                        return 100;
                    })) {
                for (Crash crash : crashes()) {
                    crashAndRunAgain(crash, page, network);
                    int from = typist.turns();
                    page.await("the page goes on", LIMIT, () -> typist.turns() > from + 5 && page.acknowledged());
                    assertThat(prompter.turns()).isPositive();
                    assertThat(writer.turns()).isPositive();
                }
                typist.stop();
                writer.stop();
                int prompts = prompter.stop();
                System.out.printf(
                        "CrashIT: %d keys, %d bursts of files, %d prompts, %d connections, away: %s%n",
                        typist.turns(), writer.turns(), prompts, page.connections(), patience.excuses());

                page.await("all typed", LIMIT, page::acknowledged);
                await(() -> shell.workspaceText("input.log").length() >= typed.length());
                Files.createFile(shell.workspace().resolve("stop"));
                page.awaitText("that was all", LIMIT);
                witness.awaitText("that was all", LIMIT);

                assertThat(shell.workspaceText("input.log")).isEqualTo(typed.toString());
                assertThat(screen(page)).isEqualTo(screen(witness));
                assertThat(page.gaps()).isZero();
                assertThat(page.inputUnknown()).isFalse();
                assertThat(page.state().path("epoch").asString()).isEqualTo(epoch);
                assertThat(page.connections()).isGreaterThan(rounds);
                assertThat(witness.connections()).isOne();
                assertThat(List.of(door.mark(), claude.door().mark())).isEqualTo(agents);

                assertThatPromptsCameOnce(claude, conversation, prompts);
                await(() -> delivered(events).size() >= prompts);
                assertThat(delivered(events)).hasSize(prompts).doesNotHaveDuplicates();
                assertThat(events.all()).extracting(event -> event.path("id")).doesNotHaveDuplicates();
                await(() -> listed(shell).equals(changes.there()));
                assertThatEntriesCameOnce(claude);
                assertThat(servers()).hasSize(1);
            }
        }
    }

    private List<Crash> crashes() {
        List<Crash> crashes = new ArrayList<>();
        while (crashes.size() < rounds) {
            crashes.addAll(List.of(Crash.values()));
        }
        Collections.shuffle(crashes, random);
        return crashes.subList(0, rounds);
    }

    private void crashAndRunAgain(Crash crash, TerminalClient page, HoldingNetwork network) {
        rest(random.nextInt(1500));
        boolean halfOpen = random.nextBoolean();
        System.out.println("CrashIT: " + crash + (halfOpen ? ", old connections half open" : ""));
        if (halfOpen) {
            int before = page.connections();
            network.hold();
            page.cut();
            if (random.nextBoolean()) {
                page.await("another connection beside the dead one", LIMIT, () -> page.connections() > before);
            }
        }
        switch (crash) {
            case SERVER -> {
                long killed = sac.server().orElseThrow().pid();
                sac.killServer();
                await(() ->
                        sac.server().filter(server -> server.pid() != killed).isPresent() && ready());
            }
            case LAUNCHER -> {
                sac.killLauncher();
                rest(random.nextInt(1000));
                sac.launch();
            }
            case BOTH -> {
                killBoth();
                rest(random.nextInt(1000));
                sac.launch();
            }
            case ALL_WITH_THE_DATABASE -> {
                killBoth();
                sac.postgres().orElseThrow().destroyForcibly();
                sac.launch();
            }
            case BOTH_AND_AGAIN_WHILE_STARTING -> {
                killBoth();
                sac.beginLaunch();
                rest(random.nextInt(8000));
                killBoth();
                sac.launch();
            }
        }
    }

    private void killBoth() {
        if (random.nextBoolean()) {
            sac.killLauncher();
            sac.killServer();
        } else {
            sac.killServer();
            sac.killLauncher();
            // It may have been quick enough to start another one.
            sac.killServer();
        }
    }

    private void assertThatPromptsCameOnce(TestShell claude, String conversation, int prompts) {
        List<String> expected =
                IntStream.rangeClosed(1, prompts).mapToObj(n -> "prompt " + n).toList();
        await(() -> claude.workspaceText("prompts.log").lines().count() >= prompts);
        assertThat(claude.workspaceText("prompts.log").lines()).isEqualTo(expected);
        String path = "/api/sessions/" + conversation + "/prompts?limit=200";
        await(() -> pages(path, "prompts").stream()
                .noneMatch(prompt -> prompt.path("state").asString().equals("queued")));
        assertThat(pages(path, "prompts"))
                .hasSize(prompts)
                .allSatisfy(
                        prompt -> assertThat(prompt.path("state").asString()).isEqualTo("delivered"));
    }

    private static List<String> delivered(FollowedEvents events) {
        return events.all().stream()
                .filter(event -> event.path("type").asString().equals("prompt.updated"))
                .map(event -> event.path("data"))
                .filter(prompt -> prompt.path("state").asString().equals("delivered"))
                .map(prompt -> prompt.path("id").asString())
                .toList();
    }

    private void assertThatEntriesCameOnce(TestShell claude) {
        List<String> written =
                claude.workspaceText("entries.log").lines().sorted().toList();
        String path = "/api/conversations?limit=200&agent_id=" + claude.id();
        await(() -> pages(path, "conversations").size() >= written.size());
        assertThat(pages(path, "conversations").stream()
                        .map(entry -> entry.path("entry_id").asString())
                        .sorted())
                .isEqualTo(written);
    }

    private Map<String, String> listed(TestShell shell) {
        Map<String, String> listed = new TreeMap<>();
        for (JsonNode file :
                pages("/api/workspace/output/files?recursive=true&limit=200&agent_id=" + shell.id(), "files")) {
            String doubled =
                    listed.put(file.path("path").asString(), file.path("sha256").asString());
            assertThat(doubled).as(file.path("path").asString()).isNull();
        }
        return listed;
    }

    private List<JsonNode> pages(String path, String items) {
        List<JsonNode> all = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = new Patience(owner, LIMIT)
                    .ask("GET", path + cursor, null)
                    .is(200)
                    .json();
            page.path(items).forEach(all::add);
            String next = page.path("next_cursor").asString("");
            boolean more = !next.isEmpty() && page.path("has_more").asBoolean(true);
            cursor = more ? "&cursor=" + java.net.URLEncoder.encode(next, StandardCharsets.UTF_8) : "";
        } while (!cursor.isEmpty());
        return all;
    }

    /** What a terminal shows is made of the bytes since it was last cleared, and of nothing else. */
    private static String screen(TerminalClient viewer) {
        String text = viewer.text();
        return text.substring(text.indexOf("\u001bc"));
    }

    /** The application servers of this SAC, known to its launcher or not. */
    private List<ProcessHandle> servers() {
        return SacProcesses.withVariable("WLP_USER_DIR=" + sac.home().resolve("server"));
    }

    private boolean ready() {
        try {
            return SacClient.of(sac).sendUnjudged("GET", "/health/ready", null).status() == 200;
        } catch (java.io.UncheckedIOException e) {
            return false;
        }
    }

    private static void await(java.util.function.BooleanSupplier condition) {
        TestSac.await(LIMIT, condition);
    }

    /** Lets a random moment come; nothing depends on how long it takes. */
    private static void rest(int millis) {
        LockSupport.parkNanos(millis * 1_000_000L);
    }

    private static void copy(String resource, Path target) throws IOException {
        try (InputStream in = CrashIT.class.getResourceAsStream("/crash/" + resource)) {
            Files.copy(in, target, StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
