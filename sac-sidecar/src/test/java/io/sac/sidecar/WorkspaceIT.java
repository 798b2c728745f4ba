package io.sac.sidecar;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.sac.protocol.Handshake;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkspaceIT {
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private SidecarFixture fixture;
    private Path workspace;

    @BeforeEach
    void make(@TempDir Path root) throws Exception {
        fixture = new SidecarFixture(root);
        workspace = fixture.workspace;
    }

    @AfterEach
    void stop() {
        fixture.close();
        http.shutdownNow();
    }

    private static String target(String path, String taken) {
        return "/workspace/file?path="
                + URLEncoder.encode(path, StandardCharsets.UTF_8).replace("+", "%20") + "&taken=" + taken;
    }

    private HttpResponse<String> put(String path, String taken, byte[] content) throws Exception {
        String target = target(path, taken);
        return http.send(
                HttpRequest.newBuilder(URI.create(fixture.url() + target))
                        .header(Handshake.PROOF_HEADER, fixture.proof("PUT", target))
                        .expectContinue(true)
                        .PUT(BodyPublishers.ofByteArray(content))
                        .build(),
                BodyHandlers.ofString());
    }

    private JsonObject kept(String path, String content) throws Exception {
        HttpResponse<String> answer = put(path, "rename", content.getBytes(StandardCharsets.UTF_8));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return JsonParser.parseString(answer.body()).getAsJsonObject();
    }

    private List<String> inWorkspace() {
        try (Stream<Path> all = Files.walk(workspace)) {
            return all.filter(path -> !path.equals(workspace) && !path.equals(fixture.output))
                    .map(path -> workspace.relativize(path).toString())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void largeFileShouldArriveWholeInAFolderMadeForIt() throws Exception {
        fixture.start();
        byte[] content = new byte[24 << 20];
        new Random(1).nextBytes(content);

        HttpResponse<String> answer = put("in/deep/large.bin", "refuse", content);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        JsonObject json = JsonParser.parseString(answer.body()).getAsJsonObject();
        assertThat(json.get("path").getAsString()).isEqualTo("in/deep/large.bin");
        assertThat(json.get("size").getAsLong()).isEqualTo(content.length);
        assertThat(json.get("sha256").getAsString())
                .isEqualTo(HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256").digest(content)));
        assertThat(workspace.resolve("in/deep/large.bin")).hasBinaryContent(content);
        assertThat(inWorkspace()).containsExactly("in", "in/deep", "in/deep/large.bin");
    }

    @Test
    void takenNameShouldGetASecondOneOrBeRefusedAndNeverBeReplaced() throws Exception {
        fixture.start();
        Files.writeString(workspace.resolve("report.pdf"), "mine");
        Files.createDirectory(workspace.resolve("report (2).pdf"));

        assertThat(kept("report.pdf", "two").get("path").getAsString()).isEqualTo("report (3).pdf");
        assertThat(kept("notes", "a").get("path").getAsString()).isEqualTo("notes");
        assertThat(kept("notes", "b").get("path").getAsString()).isEqualTo("notes (2)");
        HttpResponse<String> refused = put("report.pdf", "refuse", new byte[8 << 20]);

        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(refused.body()).contains("name-taken");
        assertThat(workspace.resolve("report.pdf")).hasContent("mine");
        assertThat(workspace.resolve("report (3).pdf")).hasContent("two");
        assertThat(inWorkspace())
                .containsExactly("notes", "notes (2)", "report (2).pdf", "report (3).pdf", "report.pdf");
    }

    @Test
    void linksShouldNeverBeFollowed(@TempDir Path outside) throws Exception {
        fixture.start();
        Files.createSymbolicLink(workspace.resolve("folder"), outside);
        Files.createSymbolicLink(workspace.resolve("file"), outside.resolve("target"));

        assertThat(put("folder/x", "rename", new byte[] {1}).statusCode()).isEqualTo(409);
        assertThat(put("folder/sub/x", "rename", new byte[] {1}).statusCode()).isEqualTo(409);
        assertThat(put("file/x", "rename", new byte[] {1}).statusCode()).isEqualTo(409);
        assertThat(kept("file", "content").get("path").getAsString()).isEqualTo("file (2)");

        assertThat(outside).isEmptyDirectory();
        assertThat(inWorkspace()).containsExactly("file", "file (2)", "folder");
    }

    @Test
    void pathsThatAreNoneShouldBeRefused() throws Exception {
        fixture.start();
        for (String path : List.of("", "/", "..", "../x", "a/../../x", "a//b", "/etc/x", "./x", "a/", "a\0b")) {
            assertThat(put(path, "rename", new byte[] {1}).statusCode())
                    .as(path)
                    .isEqualTo(400);
        }
        assertThat(put("x".repeat(256), "rename", new byte[] {1}).statusCode()).isEqualTo(400);
        assertThat(put("x", "overwrite", new byte[] {1}).statusCode()).isEqualTo(400);
        assertThat(inWorkspace()).isEmpty();
    }

    @Test
    void longestNamesShouldBeKeptAndLeaveRoomForANumber() throws Exception {
        fixture.start();
        String ascii = "a".repeat(251) + ".txt";
        String wide = "ä".repeat(125) + ".txt";
        String odd = "tab\tnew\nline 'quote' \"\\x41 %2e";

        for (String name : List.of(ascii, wide, odd)) {
            JsonObject first = kept(name, "one");
            JsonObject second = kept(name, "two");
            assertThat(first.get("size").getAsLong()).isEqualTo(3);
            assertThat(second.get("path").getAsString())
                    .isNotEqualTo(first.get("path").getAsString());
        }

        assertThat(workspace.resolve(ascii)).hasContent("one");
        assertThat(workspace.resolve("a".repeat(247) + " (2).txt")).hasContent("two");
        assertThat(workspace.resolve(wide)).hasContent("one");
        assertThat(workspace.resolve("ä".repeat(123) + " (2).txt")).hasContent("two");
        assertThat(inWorkspace()).hasSize(6);
    }

    @Test
    void uploadThatIsCutShouldLeaveNothing() throws Exception {
        fixture.start();
        String target = target("new/cut.bin", "rename");
        try (Socket socket = new Socket("127.0.0.1", fixture.port())) {
            OutputStream out = socket.getOutputStream();
            out.write(("PUT " + target + " HTTP/1.1\r\nHost: x\r\n" + Handshake.PROOF_HEADER + ": "
                            + fixture.proof("PUT", target) + "\r\nContent-Length: 5000000\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            out.write(new byte[1_000_000]);
            out.flush();
            Eventually.until("it is being written", () -> inWorkspace().stream().anyMatch(n -> n.startsWith(".sac")));
        }

        Eventually.until("it is gone", () -> inWorkspace().isEmpty());
        assertThat(kept("new/cut.bin", "whole").get("path").getAsString()).isEqualTo("new/cut.bin");
    }

    @Test
    void uploadThatASidecarLeftBehindShouldBeRemovedAtStart() throws Exception {
        Files.createDirectories(workspace.resolve(".sac-upload-folder"));
        Files.writeString(workspace.resolve(".sac-upload-6d0f"), "half");

        fixture.start();

        assertThat(inWorkspace()).containsExactly(".sac-upload-folder");
    }

    @Test
    void fileThatDoesNotFitShouldBeRefusedAndLeaveNothing() throws Exception {
        Process process = fixture.startProcess(List.of("/bin/sh", "-c", "ulimit -f 4096; exec \"$0\" \"$@\""));
        try {
            HttpResponse<String> answer = put("large", "rename", new byte[6 << 20]);

            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(507);
            assertThat(answer.body()).contains("storage-full", "Delete something");
            assertThat(inWorkspace()).isEmpty();
            assertThat(kept("small", "fits").get("path").getAsString()).isEqualTo("small");
        } finally {
            process.destroy();
            process.waitFor();
        }
    }

    @Test
    void requestWithoutProofOrWithAnothersShouldNotBeServed() throws Exception {
        fixture.start();
        String target = target("x", "rename");
        String proof = fixture.proof("PUT", target("y", "rename"));
        for (String header : Arrays.asList(null, proof)) {
            HttpRequest.Builder request =
                    HttpRequest.newBuilder(URI.create(fixture.url() + target)).PUT(BodyPublishers.ofString("content"));
            if (header != null) {
                request.header(Handshake.PROOF_HEADER, header);
            }
            assertThat(http.send(request.build(), BodyHandlers.ofString()).statusCode())
                    .isEqualTo(401);
        }
        assertThat(inWorkspace()).isEmpty();
    }
}
