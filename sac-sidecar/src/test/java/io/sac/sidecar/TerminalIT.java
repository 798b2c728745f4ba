package io.sac.sidecar;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TerminalIT {
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

    @Test
    void ttyShouldEchoKeys() throws Exception {
        fixture.start().put(session);
        TerminalClient client = fixture.watch(session, "tty").first("{\"AuthToken\":\"\",\"columns\":100,\"rows\":30}");

        client.type("hello\r");

        client.awaitText("hello\r\nhello\r\n");
        assertThat(client.kinds()).startsWith("10");
    }

    @Test
    void programShouldHaveATerminalOfItsOwnAndTheGivenEnvironmentOnly() throws Exception {
        fixture.cli(List.of("/bin/sh", "-c", "tty; stty size; env; ls -l /proc/self/fd | wc -l; echo done; cat"))
                .start()
                .put(session);
        TerminalClient client = fixture.watch(session, "tty").first("{\"columns\":80,\"rows\":24}");

        client.awaitText("done");

        String text = client.text();
        assertThat(text).contains("/dev/pts/").contains("24 80").contains("SAC_SESSION_ID=" + session);
        assertThat(text).contains("SAC_AGENT_ID=7").contains("SAC_HOOK_URL=http://127.0.0.1:");
        assertThat(text).doesNotContain("JAVA_HOME").doesNotContain("sac1.");
    }

    @Test
    void resumeShouldSendExactlyWhatWasMissed() throws Exception {
        fixture.start().put(session);
        TerminalClient first = fixture.watch(session, "tty.sac.1").hello(tab);
        first.type("one\r");
        first.awaitText("one\r\none\r\n");
        long start = first.states().getFirst().get("offset").getAsLong();
        String epoch = first.state().get("epoch").getAsString();
        first.cut();

        TerminalClient second = fixture.watch(session, "tty.sac.1").hello(tab, epoch, start + 5);

        Eventually.until("the rest", () -> second.text().equals("one\r\n"));
        assertThat(second.kinds()).startsWith("3").doesNotContain("4");
        assertThat(second.states().getFirst().get("offset").getAsLong()).isEqualTo(start + 5);
        assertThat(second.states().getFirst().get("input_offset").getAsLong()).isEqualTo(4);
    }

    @Test
    void newViewerShouldGetStateSnapshotAndThenTheStream() throws Exception {
        fixture.start().put(session);
        TerminalClient first = fixture.watch(session, "tty.sac.1").hello(tab);
        first.type("before\r");
        first.awaitText("before\r\nbefore");

        TerminalClient second =
                fixture.watch(session, "tty.sac.1").hello(UUID.randomUUID().toString());
        second.awaitText("before");
        first.type("after\r");
        second.awaitText("after\r\nafter");

        assertThat(second.kinds()).startsWith("34");
        assertThat(second.screen()).startsWith("\u001bc").contains("before");
        JsonObject state = second.states().getFirst();
        assertThat(state.get("input_offset").isJsonNull()).isTrue();
        assertThat(state.get("driver").getAsString()).isEqualTo(tab);
        assertThat(state.getAsJsonArray("viewers")).hasSize(2);
    }

    @Test
    void requestsWithoutAProofShouldBeRefused() throws Exception {
        fixture.start();

        HttpResponse<String> state = fixture.http.send(
                HttpRequest.newBuilder(URI.create(fixture.url() + "/state")).build(),
                HttpResponse.BodyHandlers.ofString());
        HttpResponse<String> health = fixture.http.send(
                HttpRequest.newBuilder(URI.create(fixture.url() + "/health")).build(),
                HttpResponse.BodyHandlers.ofString());
        String proof = fixture.proof("GET", "/state");
        HttpResponse<String> elsewhere = send("DELETE", "/sessions/" + session, proof);
        HttpResponse<String> spent = send("GET", "/state", proof);
        String good = fixture.proof("GET", "/state");
        HttpResponse<String> once = send("GET", "/state", good);
        HttpResponse<String> twice = send("GET", "/state", good);

        assertThat(state.statusCode()).isEqualTo(401);
        assertThat(health.body()).isEqualTo("{\"status\":\"up\"}");
        assertThat(elsewhere.statusCode()).isEqualTo(401);
        assertThat(spent.statusCode()).isEqualTo(401);
        assertThat(once.statusCode()).isEqualTo(200);
        assertThat(twice.statusCode()).isEqualTo(401);
    }

    private HttpResponse<String> send(String method, String path, String proof) throws Exception {
        return fixture.http.send(
                HttpRequest.newBuilder(URI.create(fixture.url() + path))
                        .header("Sac-Proof", proof)
                        .method(method, HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void endedProgramShouldStartAgainOnAKey() throws Exception {
        fixture.cli(List.of("/bin/sh", "-c", "echo begun $$; read line; exit 3"))
                .start();
        JsonObject state = fixture.put(session);
        TerminalClient client = fixture.watch(session, "tty.sac.1").hello(tab);
        client.awaitText("begun");
        client.type("x\r");
        client.awaitText("ended with code 3");
        client.type("k");

        Eventually.until(
                "a second start",
                () -> client.text().split("begun", -1).length >= 3
                        || client.screen().contains("begun") && client.text().contains("begun"));
        assertThat(client.state().get("epoch").getAsString())
                .isNotEqualTo(state.get("epoch").getAsString());
        Eventually.until(
                "the key is accounted for",
                () -> client.state().get("input_offset").getAsLong() == 3);
    }

    @Test
    void killedProgramShouldComeBackByItselfAndGiveUpWhenItKeepsDying() throws Exception {
        fixture.cli(List.of("/bin/sh", "-c", "echo alive; sleep 0.2; kill -9 $$"))
                .start()
                .put(session);
        TerminalClient client = fixture.watch(session, "tty.sac.1").hello(tab);

        Eventually.until(
                "it gave up",
                java.time.Duration.ofSeconds(60),
                () -> client.text().contains("ended with code 137"));

        assertThat((client.screen() + client.text()).split("alive", -1)).hasSizeBetween(6, 8);
    }

    @Test
    void badFramesShouldCloseWith4400() throws Exception {
        fixture.start().put(session);
        TerminalClient noJson = fixture.watch(session, "tty.sac.1").first("hello");
        TerminalClient noViewer = fixture.watch(session, "tty.sac.1").first("{\"columns\":80,\"rows\":24}");
        TerminalClient unknown = fixture.watch(session, "tty.sac.1").hello(tab);
        unknown.frame((byte) 'z', new byte[0]);
        TerminalClient large = fixture.watch(session, "tty").first("{\"columns\":80,\"rows\":24}");
        large.frame((byte) '0', new byte[(1 << 20) + 10]);
        TerminalClient nowhere = fixture.watch(UUID.randomUUID(), "tty");

        Eventually.until("closed", () -> noJson.gone() && noViewer.gone() && unknown.gone() && large.gone());
        Eventually.until("closed", nowhere::gone);
        assertThat(noJson.closeCode()).isEqualTo(4400);
        assertThat(noViewer.closeCode()).isEqualTo(4400);
        assertThat(unknown.closeCode()).isEqualTo(4400);
        assertThat(large.closeCode()).isEqualTo(4413);
        assertThat(nowhere.closeCode()).isEqualTo(4404);
    }
}
