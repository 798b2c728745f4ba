package io.sac.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.sac.it.SacClient.Answer;
import io.sac.testing.SacExtension;
import io.sac.testing.TestSac;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A file on its way from a person into a workspace. */
@ExtendWith(SacExtension.class)
class UploadIT {
    private final TestSac sac;
    private SacClient owner;
    private TestShell shell;
    private Path workspace;

    UploadIT(TestSac sac) {
        this.sac = sac;
    }

    @BeforeEach
    void makeAgent() {
        owner = SacClient.newUser(sac);
        shell = TestShell.of(sac, owner);
        workspace =
                sac.home().resolve("agents").resolve(Long.toString(shell.id())).resolve("workspace");
    }

    private String address(String path) {
        return "/api/workspace/files?agent_id=" + shell.id() + "&path="
                + URLEncoder.encode(path, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private Answer upload(SacClient client, String address, byte[] content) {
        return client.upload(address, BodyPublishers.ofByteArray(content));
    }

    private List<String> inWorkspace() {
        try (Stream<Path> all = Files.walk(workspace)) {
            return all.filter(Files::isRegularFile)
                    .map(path -> workspace.relativize(path).toString())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void fileShouldArriveWholeAndAPromptShouldFindItByItsPath() throws Exception {
        String session = shell.ready();
        byte[] content = new byte[20 << 20];
        new Random(3).nextBytes(content);

        Answer answer = upload(owner, address("in/größe 1.bin"), content).is(201);

        assertThat(answer.json().path("path").asString()).isEqualTo("in/größe 1.bin");
        assertThat(answer.json().path("size").asLong()).isEqualTo(content.length);
        assertThat(answer.json().path("sha256").asString())
                .isEqualTo(HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256").digest(content)));
        assertThat(workspace.resolve("in/größe 1.bin")).hasBinaryContent(content);
        owner.post("/api/sessions/" + session + "/prompts", """
                        {"text": "wc -c > counted", "files": ["in/größe 1.bin"], "idempotency_key": "%s"}
                        """.formatted(session))
                .is(202);
        TestSac.await(
                Duration.ofSeconds(30),
                () -> shell.workspaceText("counted").strip().startsWith("" + content.length));
    }

    @Test
    void nothingShouldBeReplaced() throws Exception {
        shell.ready();

        upload(owner, address("a.txt"), new byte[] {'1'}).is(201);
        Answer second = upload(owner, address("a.txt"), new byte[] {'2'}).is(201);
        upload(owner, address("a.txt") + "&if_exists=refuse", new byte[4 << 20]).isProblem(409, "conflict");
        upload(owner, address("a.txt/b"), new byte[] {'3'}).isProblem(409, "conflict");

        assertThat(second.json().path("path").asString()).isEqualTo("a (2).txt");
        assertThat(shell.workspaceText("a.txt")).isEqualTo("1");
        assertThat(shell.workspaceText("a (2).txt")).isEqualTo("2");
    }

    @Test
    void strangersAndNobodyShouldFindNoAgent() {
        shell.ready();

        upload(owner, address("mine"), new byte[] {1}).is(201);
        upload(SacClient.newUser(sac), address("theirs"), new byte[] {1}).isProblem(404, "agent-not-found");
        upload(SacClient.of(sac), address("nobodys"), new byte[] {1}).is(401);

        assertThat(inWorkspace()).contains("mine").doesNotContain("theirs", "nobodys");
    }

    @Test
    void badRequestsShouldBeRefusedClearly() throws Exception {
        shell.ready();
        for (String path : List.of("", "../x", "/etc/x", "a//b", "a/", "x".repeat(256), "a\0b")) {
            upload(owner, address(path), new byte[] {1}).isProblem(400, "invalid");
        }
        upload(owner, address("x") + "&if_exists=overwrite", new byte[] {1}).is(400);
        upload(owner, "/api/workspace/files?path=x", new byte[] {1}).is(400);
        upload(owner, "/api/workspace/files?agent_id=" + shell.id(), new byte[] {1})
                .is(400);
        SacClient.administrator(sac)
                .put("/api/admin/settings/upload_megabytes", "{\"value\": 1}")
                .is(200);
        try {
            Answer large = upload(owner, address("large"), new byte[3 << 20]).isProblem(413, "too-large");
            assertThat(large.json().path("detail").asString()).contains("1 MiB");
        } finally {
            SacClient.administrator(sac)
                    .delete("/api/admin/settings/upload_megabytes")
                    .is(204);
        }
        assertThat(inWorkspace()).doesNotContain("x", "large");
    }

    @Test
    void agentThatDoesNotRunShouldSayWhatToDo() {
        Answer answer = upload(owner, address("x"), new byte[2 << 20]).isProblem(503, "agent-not-ready");

        assertThat(answer.json().path("detail").asString()).contains("Open a session");
        shell.ready();
        upload(owner, address("x"), new byte[] {1}).is(201);
    }

    @Test
    void uploadThatIsCutShouldLeaveNothing() throws Exception {
        shell.ready();
        try (Socket socket = new Socket("localhost", sac.port())) {
            OutputStream out = socket.getOutputStream();
            out.write(("POST " + address("cut") + " HTTP/1.1\r\nHost: localhost:" + sac.port()
                            + "\r\nAuthorization: Bearer " + owner.token()
                            + "\r\nContent-Type: application/octet-stream\r\nContent-Length: 9000000\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            out.write(new byte[2_000_000]);
            out.flush();
            TestSac.await(
                    Duration.ofSeconds(30),
                    () -> inWorkspace().stream().anyMatch(name -> name.startsWith(".sac-upload-")));
        }

        TestSac.await(
                Duration.ofSeconds(90),
                () -> inWorkspace().stream().noneMatch(name -> name.startsWith(".sac-upload-") || name.equals("cut")));
    }
}
