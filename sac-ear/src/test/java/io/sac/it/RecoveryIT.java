package io.sac.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.sac.launcher.ProcessMark;
import io.sac.testing.TerminalClient;
import io.sac.testing.TestSac;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** SAC comes back from what ends its parts one by one, and {@code stop} leaves none of them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RecoveryIT {
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final String SHELL = "{\"name\": \"Shell\", \"harness\": \"shell\"}";

    private final long seed = Long.getLong("sac.crash.seed", System.nanoTime());
    private final int rounds = Integer.getInteger("sac.crash.rounds", 1);
    private final Random random = new Random(seed);
    private TestSac sac;

    @BeforeAll
    void start() {
        System.out.println("RecoveryIT: -Dsac.crash.seed=" + seed);
        sac = TestSac.start(Map.of());
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
    void databaseThatIsKilledShouldComeBackByItself() throws Exception {
        TestShell shell = TestShell.of(sac, SacClient.newUser(sac));
        String session = shell.ready();
        ProcessHandle server = sac.server().orElseThrow();
        Patience patience = new Patience(shell.owner(), LIMIT);
        try (TerminalClient page = shell.page(session, sac.port());
                FollowedEvents events = new FollowedEvents(shell.owner())) {
            page.type("echo be''fore\r");
            page.awaitText("before", LIMIT);
            for (int kill = 0; kill < 3; kill++) {
                ProcessHandle killed = sac.postgres().orElseThrow();
                killed.destroyForcibly();
                String prompt =
                        "{\"text\": \"echo %d >> prompts.log\", \"idempotency_key\": \"%d\"}".formatted(kill, kill);

                // Each answer on the way is this one or a 503; "not found" of what is there would end the test.
                patience.ask("GET", "/api/sessions/" + session, null).is(200);
                patience.ask("POST", "/api/sessions/" + session + "/prompts", prompt)
                        .is(202);
                page.type("echo ty''ped-" + kill + "\r");
                page.awaitText("typed-" + kill, LIMIT);
                await(() -> sac.postgres().filter(now -> !now.equals(killed)).isPresent());
            }
            await(() -> shell.workspaceText("prompts.log").lines().count() >= 3);
            System.out.println("RecoveryIT: without a database: " + patience.excuses());
            assertThat(shell.workspaceText("prompts.log")).isEqualTo("0\n1\n2\n");
            await(() -> events.all().stream()
                            .filter(event ->
                                    event.at("/data/state").asString("").equals("delivered"))
                            .count()
                    == 3);
            assertThat(page.gaps()).isZero();
            assertThat(page.connections()).isEqualTo(1);
        }
        assertThat(sac.server()).contains(server);
    }

    @Test
    void sidecarThatIsKilledShouldComeBackWithItsSessionsAndSaySo() {
        SacClient owner = SacClient.newUser(sac);
        TestShell shell = TestShell.of(sac, owner);
        String session = shell.ready();
        ProcessMark before = shell.door().mark();
        try (TerminalClient page = shell.page(session, sac.port());
                EventStream events = EventStream.open(owner, "/api/events", null)) {
            page.type("setsid sleep 4242 & echo be''fore\r");
            page.awaitText("before", LIMIT);
            String epoch = page.state().path("epoch").asString();
            int told = events.types().size();

            shell.door().process().orElseThrow().destroyForcibly();

            page.await(
                    "a new epoch",
                    LIMIT,
                    () -> !page.state().path("epoch").asString().equals(epoch));
            page.type("echo af''ter\r");
            page.awaitText("after", LIMIT);
            assertThat(page.gaps()).isPositive();
            assertThat(events.types().subList(told, events.types().size())).contains("agent.status");
            shell.awaitReady(session);
        }
        assertThat(shell.door().mark()).isNotEqualTo(before);
        assertThat(SacProcesses.of(shell.workspace().resolveSibling("home")).stream()
                        .filter(process -> process.contains("sleep 4242")))
                .isEmpty();
    }

    @Test
    void agentsShouldLiveOnWhenSacIsInterrupted() {
        TestShell shell = TestShell.of(sac, SacClient.newUser(sac));
        String session = shell.ready();
        ProcessMark agent = shell.door().mark();
        try (TerminalClient page = shell.page(session, sac.port())) {
            page.type("echo be''fore\r");
            page.awaitText("before", LIMIT);

            sac.interrupt();
            assertThat(agent.alive()).isPresent();
            assertThat(sac.server()).isEmpty();
            assertThat(sac.postgres()).isEmpty();
            page.type("echo mean''while\r");
            sac.launch();

            page.awaitText("meanwhile", LIMIT);
            assertThat(page.gaps()).isZero();
        }
        assertThat(shell.door().mark()).isEqualTo(agent);
    }

    @Test
    void stopShouldLeaveNothingBehindWhateverIsUnderWay() {
        SacClient owner = SacClient.newUser(sac);
        TestShell shell = TestShell.of(sac, owner);
        String session = shell.ready();
        try (TerminalClient page = shell.page(session, sac.port())) {
            page.type("(setsid sleep 4343 &); trap '' HUP TERM; (trap '' HUP TERM; sleep 4444) & echo wa''its\r");
            page.awaitText("waits", LIMIT);
        }
        for (Runnable before : List.<Runnable>of(
                () -> TestShell.of(sac, owner, SHELL).open(false).is(202),
                () -> {
                    sac.killServer();
                    sac.killLauncher();
                },
                () -> shell.door().process().orElseThrow().destroyForcibly())) {
            await(() -> shell.door().process().isPresent());
            shell.awaitReady(session);
            before.run();
            rest(random.nextInt(1500));

            TestSac.Printed stopped = sac.command("stop");

            assertThat(stopped.exitCode()).isZero();
            assertThat(stopped.text()).startsWith("SAC has stopped");
            assertThat(SacProcesses.of(sac.home())).isEmpty();
            sac.launch();
        }
        await(() -> shell.door().process().isPresent());
        shell.awaitReady(session);
    }

    @Test
    void whatWasWantedOfAnAgentShouldBeDoneAfterTheServerDied() {
        SacClient owner = SacClient.newUser(sac);
        Patience patience = new Patience(owner, LIMIT);
        for (int round = 0; round < rounds; round++) {
            TestShell shell = TestShell.of(sac, owner);
            String session = shell.open(false).is(202).json().path("session_id").asString();
            rest(random.nextInt(400));
            sac.killServer();

            await(() -> patience.ask("GET", "/api/sessions/" + session, null)
                    .is(200)
                    .json()
                    .path("status")
                    .asString()
                    .equals("ready"));
            owner.delete("/api/agents/" + shell.id()).is(204);
            rest(random.nextInt(100));
            sac.killServer();

            await(() -> !shell.workspace().toFile().exists());
            assertThat(SacProcesses.of(shell.workspace().getParent())).isEmpty();
            patience.ask("GET", "/api/agents/" + shell.id(), null).isProblem(404, "agent-not-found");
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
