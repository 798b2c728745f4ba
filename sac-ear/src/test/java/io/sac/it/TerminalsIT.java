package io.sac.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sac.testing.SacExtension;
import io.sac.testing.TerminalClient;
import io.sac.testing.TestSac;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SacExtension.class)
class TerminalsIT {
    private static final String TTY = "tty";
    private static final String SIZE = "{\"AuthToken\": \"\", \"columns\": 100, \"rows\": 30}";
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final TestSac sac;
    private TestShell shell;
    private String session;

    TerminalsIT(TestSac sac) {
        this.sac = sac;
    }

    @BeforeEach
    void start() {
        shell = TestShell.of(sac, SacClient.newUser(sac));
        session = shell.ready();
    }

    @Test
    void anyTtydClientShouldWork() throws Exception {
        try (RawSocket terminal = new RawSocket(shell.socket(session, shell.ticket(session)), TTY)) {
            assertThat(terminal.protocol()).isEqualTo(TTY);
            terminal.sendText(SIZE);
            terminal.sendBinary("0echo a''b''c; stty size\r");

            terminal.awaitText('0', "abc");
            terminal.awaitText('0', "30 100");
            terminal.sendBinary("1{\"columns\": 90, \"rows\": 20}");
            terminal.sendBinary("0stty size\r");
            terminal.awaitText('0', "20 90");
        }
    }

    @Test
    void viewerThatWasCutShouldComeBackWithNothingLostOrDoubled() {
        try (TerminalClient viewer = new TerminalClient(
                () -> new TerminalClient.Target(
                        shell.socket(session, shell.ticket(session)),
                        Map.of("Origin", "http://localhost:" + sac.port())),
                100,
                30)) {
            viewer.type("stty -echo; PS1=; for i in $(seq 1 4000); do echo line-$i-; done; echo fin''ished\n");
            for (int cut = 0; cut < 5; cut++) {
                int connections = viewer.connections();
                viewer.await("a connection", LIMIT, () -> viewer.connections() > 0);
                viewer.cut();
                viewer.await("another connection", LIMIT, () -> viewer.connections() > connections);
            }
            viewer.awaitText("finished", LIMIT);

            String text = viewer.text();
            for (int i = 1; i <= 4000; i++) {
                assertThat(text.split("line-" + i + "-", -1)).as("line %d", i).hasSize(2);
            }
            assertThat(viewer.gaps()).isZero();
            assertThat(viewer.snapshots()).hasSizeLessThanOrEqualTo(1);
        }
    }

    @Test
    void ticketShouldBeGoodOnceAndForItsSessionOnly() throws Exception {
        String used = shell.ticket(session);
        try (RawSocket first = new RawSocket(shell.socket(session, used), TTY)) {
            first.sendText(SIZE);
            first.awaitText('1', "SAC");
        }
        assertClosed(shell.socket(session, used).toString(), 4401);
        assertClosed(shell.socket(session, "nonsense").toString(), 4401);
        assertClosed(shell.socket(session, "").toString(), 4401);

        String another = shell.open(true).json().path("session_id").asString();
        shell.awaitReady(another);
        assertClosed(shell.socket(another, shell.ticket(session)).toString(), 4401);
    }

    @Test
    void strangersTicketShouldOpenNothing() throws Exception {
        TestShell other = TestShell.of(sac, SacClient.newUser(sac));
        String theirs = other.ready();

        assertClosed(shell.socket(session, other.ticket(theirs)).toString(), 4401);
        assertClosed(shell.socket(theirs, shell.ticket(session)).toString(), 4401);
        String mixed = "ws://localhost:%d/ws/%s?token=%s&agent_id=%d"
                .formatted(sac.port(), session, shell.ticket(session), other.id());
        assertClosed(mixed, 4404);
        assertClosed(
                shell.socket(UUID.randomUUID().toString(), shell.ticket(session))
                        .toString(),
                4401);
        assertClosed(shell.socket("none", shell.ticket(session)).toString(), 4404);
    }

    @Test
    void terminalShouldCloseWithItsSignIn() throws Exception {
        String unused = shell.ticket(session);
        try (RawSocket terminal = new RawSocket(shell.socket(session, shell.ticket(session)), TTY)) {
            terminal.sendText(SIZE);
            terminal.sendBinary("0echo h''i\r");
            terminal.awaitText('0', "hi");

            shell.owner().post("/api/auth/logout", null).is(204);

            assertThat(terminal.awaitClose()).isEqualTo(4401);
        }
        assertClosed(shell.socket(session, unused).toString(), 4401);
    }

    @Test
    void expiredTicketShouldOpenNothing() throws Exception {
        String ticket = shell.ticket(session);
        sac.database().execute("update ticket set expires_at = now() where session_id = '" + session + "'");

        assertClosed(shell.socket(session, ticket).toString(), 4401);
    }

    @Test
    void foreignOriginShouldBeRefused() {
        assertThatThrownBy(() -> new RawSocket(
                        shell.socket(session, shell.ticket(session)), TTY, "Origin", "https://evil.example"))
                .hasCauseInstanceOf(WebSocketHandshakeException.class);
    }

    @Test
    void frameOfMoreThanOneMebibyteShouldBeRefused() throws Exception {
        try (RawSocket terminal = new RawSocket(shell.socket(session, shell.ticket(session)), TTY)) {
            terminal.sendText(SIZE);
            byte[] frame = new byte[(1 << 20) + 1];
            frame[0] = '0';
            terminal.sendBinary(frame);

            assertThat(terminal.awaitClose()).isEqualTo(4413);
        }
        shell.awaitReady(session);
    }

    @Test
    void largestFrameShouldPass() throws Exception {
        try (RawSocket terminal = new RawSocket(shell.socket(session, shell.ticket(session)), TTY)) {
            terminal.sendText(SIZE);
            terminal.sendBinary("0stty -echo -icanon; wc -c <<'E''O''F'\r");
            byte[] frame = "0".concat("x".repeat(100_000)).getBytes(java.nio.charset.StandardCharsets.UTF_8);
            terminal.sendBinary(frame);
            terminal.sendBinary("0\rEOF\r");

            terminal.awaitText('0', "100001");
        }
    }

    @Test
    void firstFrameThatIsNoSizeShouldBeRefused() throws Exception {
        try (RawSocket terminal = new RawSocket(shell.socket(session, shell.ticket(session)), "tty.sac.1")) {
            terminal.sendBinary("0whoami\r");

            assertThat(terminal.awaitClose()).isEqualTo(4400);
        }
    }

    @Test
    void programThatExitsShouldComeBackInItsSessionWhenSomebodyTypes() throws Exception {
        try (RawSocket terminal = new RawSocket(shell.socket(session, shell.ticket(session)), TTY)) {
            terminal.sendText(SIZE);
            terminal.sendBinary("0exit 3\r");
            TestSac.await(LIMIT, () -> shell.status(session).equals("stopped"));

            terminal.sendBinary("0 ");
            TestSac.await(LIMIT, () -> shell.status(session).equals("ready"));
            terminal.sendBinary("0echo a''gain\r");
            terminal.awaitText('0', "again");
        }
    }

    @Test
    void endedSessionShouldCloseItsViewersAndRefuseNewOnes() throws Exception {
        String ticket = shell.ticket(session);
        try (RawSocket terminal = new RawSocket(shell.socket(session, shell.ticket(session)), TTY)) {
            terminal.sendText(SIZE);
            terminal.sendBinary("0echo h''i\r");
            terminal.awaitText('0', "hi");
            shell.owner().delete("/api/sessions/" + session).is(204);

            assertThat(terminal.awaitClose()).isEqualTo(4409);
        }
        TestSac.await(LIMIT, () -> shell.status(session).equals("ended"));
        assertClosed(shell.socket(session, ticket).toString(), 4409);
    }

    private static void assertClosed(String address, int code) throws Exception {
        try (RawSocket refused = new RawSocket(java.net.URI.create(address), TTY)) {
            assertThat(refused.awaitClose()).as(address).isEqualTo(code);
        }
    }
}
