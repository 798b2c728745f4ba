package io.sac.sidecar;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The edges of {@code tty.sac.1}: who may what, what a client that comes back is given, and what is refused. */
class TerminalProtocolIT {
    private final UUID session = UUID.randomUUID();
    private final String tab = UUID.randomUUID().toString();
    private SidecarFixture fixture;

    @BeforeEach
    void start(@TempDir Path root) throws Exception {
        fixture = new SidecarFixture(root);
    }

    @AfterEach
    void stop() {
        fixture.close();
    }

    private TerminalClient watch() throws Exception {
        return fixture.watch(session, "tty.sac.1");
    }

    private TerminalClient watch(String login, boolean mayDrive) throws Exception {
        return new TerminalClient(fixture, session, "tty.sac.1", login, mayDrive);
    }

    private static String anotherTab() {
        return UUID.randomUUID().toString();
    }

    private static String seen(TerminalClient client) {
        return client.screen() + client.text();
    }

    private static String hello(String viewer, int columns, int rows) {
        return "{\"columns\":" + columns + ",\"rows\":" + rows + ",\"viewer\":\"" + viewer + "\"}";
    }

    private static void awaitSize(TerminalClient client, int columns, int rows) {
        Eventually.until(
                "a size of " + columns + "x" + rows,
                () -> client.state().get("columns").getAsInt() == columns
                        && client.state().get("rows").getAsInt() == rows);
    }

    private static void awaitInput(TerminalClient client, long offset) {
        Eventually.until(
                "input acknowledged up to " + offset,
                () -> !client.state().get("input_offset").isJsonNull()
                        && client.state().get("input_offset").getAsLong() == offset);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{",
                "null",
                "{\"columns\":80,\"rows\":24,\"viewer\":\"not a uuid\"}",
                "{\"columns\":\"wide\",\"rows\":24,\"viewer\":\"c0ffee00-0000-4000-8000-000000000000\"}",
                "{\"columns\":-1,\"rows\":24,\"viewer\":\"c0ffee00-0000-4000-8000-000000000000\"}",
                "{\"columns\":80,\"viewer\":\"c0ffee00-0000-4000-8000-000000000000\"}",
                "{\"columns\":80,\"rows\":24,\"viewer\":\"c0ffee00-0000-4000-8000-000000000000\",\"offset\":\"1\"}",
                "{\"columns\":80,\"rows\":24,\"viewer\":\"c0ffee00-0000-4000-8000-000000000000\",\"epoch\":7}",
                "{\"columns\":80,\"rows\":24,\"viewer\":\"c0ffee00-0000-4000-8000-000000000000\",\"other\":1}",
                "{\"columns\":80,\"rows\":24,\"viewer\":\"c0ffee00-0000-4000-8000-000000000000\"} and more"
            })
    void malformedFirstFrameShouldCloseWith4400AndDisturbNobody(String first) throws Exception {
        fixture.start().put(session);
        TerminalClient other = watch().hello(tab);
        other.state();

        TerminalClient bad = watch().first(first);

        Eventually.until("closed", bad::gone);
        assertThat(bad.closeCode()).isEqualTo(4400);
        other.type("still here\r");
        other.awaitText("still here\r\nstill here");
        assertThat(other.state().getAsJsonArray("viewers")).hasSize(1);
    }

    @Test
    void programThatAsksForItsTerminalWhileNobodyWatchesShouldBeAnswered() throws Exception {
        fixture.cli(List.of(
                        "/bin/sh",
                        "-c",
                        "stty raw -echo; printf '\\033[c'; dd bs=1 count=7 of=first 2>/dev/null; read go;"
                                + " printf '\\033[c'; dd bs=1 count=4 of=second 2>/dev/null; cat"))
                .start()
                .put(session);
        Path first = fixture.workspace.resolve("first");
        Eventually.until("answered", () -> first.toFile().length() == 7);
        assertThat(first).hasContent("\u001b[?1;2c");

        TerminalClient viewer = watch().hello(tab);
        viewer.state();
        viewer.type("go\nmine");
        Path second = fixture.workspace.resolve("second");
        Eventually.until("read", () -> second.toFile().length() == 4);
        assertThat(second).hasContent("mine");
    }

    @Test
    void offsetThatIsNotInTheStreamShouldGetAScreen() throws Exception {
        JsonObject limits = new JsonObject();
        limits.addProperty("ring_bytes", 64 * 1024);
        fixture.set("limits", limits)
                .cli(List.of("/bin/sh", "-c", "head -c 200000 /dev/zero | tr '\\0' x; echo; echo end; cat"))
                .start()
                .put(session);
        TerminalClient first = watch().hello(tab);
        Eventually.until("the end", () -> seen(first).contains("end\r\n"));
        String epoch = first.state().get("epoch").getAsString();
        // Not what the first viewer counted: the ring may have overtaken it.
        TerminalClient late = watch().hello(anotherTab());
        Eventually.until("the end", () -> late.screen().contains("end\r\n"));
        long head = late.states().getFirst().get("offset").getAsLong();

        TerminalClient ahead = watch().hello(anotherTab(), epoch, head + 1);
        TerminalClient foreign = watch().hello(anotherTab(), "another", head);
        TerminalClient past = watch().hello(anotherTab(), epoch, 10);
        TerminalClient negative = watch().hello(anotherTab(), epoch, -1);
        TerminalClient good = watch().hello(anotherTab(), epoch, head);

        for (TerminalClient client : List.of(ahead, foreign, past, negative)) {
            Eventually.until("a screen", () -> client.screen().contains("end"));
            assertThat(client.kinds()).startsWith("34");
            assertThat(client.states().getFirst().get("offset").getAsLong()).isGreaterThanOrEqualTo(head);
            assertThat(client.states().getFirst().get("epoch").getAsString()).isEqualTo(epoch);
        }
        assertThat(good.state().get("offset").getAsLong()).isEqualTo(head);
        first.type("on\r");
        good.awaitText("on\r\non");
        assertThat(good.screen()).isEmpty();
    }

    /** The program reads nothing until it is let go, so most of the input waits when the viewer comes anew. */
    @Test
    void viewerThatComesAnewWithInputInFlightShouldLoseAndDoubleNothing() throws Exception {
        Path log = fixture.root.resolve("log");
        Path gate = fixture.root.resolve("gate");
        assertThat(new ProcessBuilder("mkfifo", gate.toString()).start().waitFor())
                .isZero();
        fixture.cli(List.of("/bin/sh", "-c", "stty raw -echo; echo ready; read go < " + gate + "; exec cat > " + log))
                .start()
                .put(session);
        byte[] keys = new byte[200_000];
        Random random = new Random(11);
        for (int n = 0; n < keys.length; n++) {
            keys[n] = (byte) ('a' + random.nextInt(26));
        }
        TerminalClient old = watch().hello(tab);
        old.awaitText("ready");
        for (int at = 0; at < keys.length; at += 10_000) {
            old.frame((byte) '0', Arrays.copyOfRange(keys, at, at + 10_000));
        }

        TerminalClient anew = watch().hello(tab);
        int written = anew.state().get("input_offset").getAsInt();

        Eventually.until("the older one is closed", () -> old.closeCode() == 1000);
        assertThat(written).isBetween(1, keys.length - 1);
        anew.frame((byte) '0', Arrays.copyOfRange(keys, written, keys.length));
        try (OutputStream go = Files.newOutputStream(gate)) {
            go.write('\n');
        }
        Eventually.until("all of it", () -> log.toFile().length() >= keys.length);
        awaitInput(anew, keys.length);
        assertThat(Files.readAllBytes(log)).isEqualTo(keys);
    }

    @Test
    void viewerShouldBeALoginSessionAndItsTab() throws Exception {
        fixture.start().put(session);
        TerminalClient mine = watch("login-1", true).hello(tab);
        mine.type("one\r");
        awaitInput(mine, 4);

        TerminalClient theirs = watch("login-2", true).hello(tab);

        assertThat(theirs.state().get("input_offset").isJsonNull()).isTrue();
        mine.type("two\r");
        awaitInput(mine, 8);
        assertThat(mine.gone()).isFalse();
        TerminalClient again = watch("login-1", true).hello(tab);
        assertThat(again.state().get("input_offset").getAsLong()).isEqualTo(8);
        Eventually.until("replaced", () -> mine.closeCode() == 1000);
    }

    @Test
    void sizeShouldFollowWhoDrives() throws Exception {
        fixture.cli(List.of("/bin/sh", "-c", "while read -r line; do stty size; done"))
                .start()
                .put(session);
        TerminalClient first = watch().first(hello(tab, 80, 24));
        awaitSize(first, 80, 24);
        String other = anotherTab();
        TerminalClient second = watch().first(hello(other, 100, 30));
        Eventually.until("both", () -> first.state().getAsJsonArray("viewers").size() == 2);
        awaitSize(second, 80, 24);
        assertThat(second.state().get("driver").getAsString()).isEqualTo(tab);

        second.frame((byte) '1', "{\"columns\":120,\"rows\":40}".getBytes(StandardCharsets.UTF_8));
        Eventually.until(
                "told, and not followed",
                () -> first.state().getAsJsonArray("viewers").toString().contains("\"columns\":120"));
        awaitSize(first, 80, 24);
        second.frame((byte) '5', new byte[0]);
        awaitSize(first, 120, 40);
        assertThat(first.state().get("driver").getAsString()).isEqualTo(other);
        second.type("\r");
        second.awaitText("40 120");
        second.frame((byte) '1', "{\"columns\":90,\"rows\":20}".getBytes(StandardCharsets.UTF_8));
        awaitSize(first, 90, 20);
        first.type("\r");
        awaitSize(second, 80, 24);
        first.awaitText("24 80");
        assertThat(second.state().get("driver").getAsString()).isEqualTo(tab);

        first.cut();
        awaitSize(second, 90, 20);
        assertThat(second.state().get("driver").getAsString()).isEqualTo(other);
    }

    @Test
    void viewerWhoMayNotDriveShouldChangeNothing() throws Exception {
        fixture.start().put(session);
        TerminalClient guest = watch("login-2", false).first(hello(anotherTab(), 100, 30));
        assertThat(guest.state().get("driver").isJsonNull()).isTrue();
        TerminalClient driver = watch().first(hello(tab, 80, 24));
        awaitSize(driver, 80, 24);

        guest.type("evil\r");
        guest.frame((byte) '5', new byte[0]);
        guest.frame((byte) '1', "{\"columns\":33,\"rows\":33}".getBytes(StandardCharsets.UTF_8));
        Eventually.until(
                "the guest's frames are taken",
                () -> driver.state().getAsJsonArray("viewers").toString().contains("\"columns\":33"));
        driver.type("good\r");
        driver.awaitText("good\r\ngood");
        guest.awaitText("good\r\ngood");

        assertThat(seen(driver)).doesNotContain("evil");
        assertThat(driver.state().get("driver").getAsString()).isEqualTo(tab);
        awaitSize(driver, 80, 24);
        driver.cut();
        Eventually.until("nobody drives", () -> guest.state().get("driver").isJsonNull());
        awaitSize(guest, 80, 24);
    }

    @Test
    void pauseOfAnotherShouldHoldUpNobody() throws Exception {
        fixture.cli(List.of("/bin/sh", "-c", "read go; head -c 8000000 /dev/zero | tr '\\0' x; echo; echo end; cat"))
                .start()
                .put(session);
        TerminalClient driver = watch().hello(tab);
        driver.state();
        TerminalClient other = watch().hello(anotherTab());
        other.state();
        other.frame((byte) '2', new byte[0]);
        driver.type("\n");

        driver.awaitText("end");
        assertThat(driver.kinds().substring(2)).doesNotContain("4");
        other.frame((byte) '3', new byte[0]);
        Eventually.until("it goes on", () -> seen(other).contains("end"));
    }

    @Test
    void snapshotShouldHoldNoQueries() throws Exception {
        fixture.cli(List.of(
                        "/bin/sh",
                        "-c",
                        "printf 'a\\033[cb\\033[6nc\\033]11;?\\007d\\033P$qm\\033\\\\e\\033[?2004hf\\n'; exec cat"))
                .start()
                .put(session);
        TerminalClient first = watch().hello(tab);
        Eventually.until("its words", () -> seen(first).contains("\u001b[?2004hf"));

        TerminalClient second = watch().hello(anotherTab());

        Eventually.until("a screen", () -> second.screen().contains("f"));
        assertThat(second.screen())
                .startsWith("\u001bc")
                .contains("abcde\u001b[?2004hf")
                .doesNotContain("\u001b[c")
                .doesNotContain("\u001b[6n")
                .doesNotContain("11;?")
                .doesNotContain("$q");
    }

    @Test
    void charactersCutInTwoShouldArriveWhole() throws Exception {
        fixture.cli(List.of(
                        "/bin/sh",
                        "-c",
                        "stty -echo; printf 'a\\342'; read one; printf '\\202'; read two; printf '\\254z'; exec cat"))
                .start()
                .put(session);
        TerminalClient first = watch().hello(tab);
        Eventually.until("half of it", () -> seen(first).startsWith("\u001bca") || first.received() >= 2);
        TerminalClient second = watch().hello(anotherTab());
        second.state();
        first.type("\n");
        Eventually.until("more of it", () -> first.received() > 0);
        TerminalClient third = watch().hello(anotherTab());
        third.state();
        first.type("\n");

        for (TerminalClient client : List.of(first, second, third)) {
            Eventually.until(
                    "the whole character",
                    () -> new String(client.everything(), StandardCharsets.UTF_8).contains("a€z"));
        }
    }

    @Test
    void frameOfOneMebibyteShouldPassAndOneMoreByteShouldNot() throws Exception {
        fixture.cli(List.of("/bin/sh", "-c", "stty raw -echo; exec cat > " + fixture.root.resolve("log")))
                .start()
                .put(session);
        TerminalClient client = watch().hello(tab);
        client.state();

        client.frame((byte) '0', new byte[(1 << 20) - 1]);
        awaitInput(client, (1 << 20) - 1);
        client.frame((byte) '0', new byte[1 << 20]);

        Eventually.until("closed", client::gone);
        assertThat(client.closeCode()).isEqualTo(4413);
        TerminalClient again = watch().hello(tab);
        assertThat(again.state().get("input_offset").getAsLong()).isEqualTo((1 << 20) - 1);
    }

    @Test
    void viewersAndSessionsBeyondTheLimitShouldBeRefused() throws Exception {
        JsonObject limits = new JsonObject();
        limits.addProperty("sessions", 2);
        fixture.set("limits", limits).start().put(session);
        List<TerminalClient> clients = new ArrayList<>();
        for (int n = 0; n < 32; n++) {
            TerminalClient client = watch().hello(anotherTab());
            client.state();
            clients.add(client);
        }
        TerminalClient tooMany = watch();
        Eventually.until("refused", tooMany::gone);
        assertThat(tooMany.closeCode()).isEqualTo(4429);
        assertThat(clients).noneMatch(TerminalClient::gone);
        clients.getLast().cut();
        Eventually.until(
                "room again",
                () -> clients.getFirst().state().getAsJsonArray("viewers").size() == 31);
        TerminalClient fits = watch().hello(anotherTab());
        fits.state();
        assertThat(fits.gone()).isFalse();

        fixture.put(UUID.randomUUID());
        assertThat(fixture.call("PUT", "/sessions/" + UUID.randomUUID(), "{}").statusCode())
                .isEqualTo(429);
        fixture.put(session);
    }
}
