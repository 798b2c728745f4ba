package io.sac.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.sac.it.SacClient.Answer;
import io.sac.testing.SacExtension;
import io.sac.testing.TestSac;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(SacExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OutputIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String FILES = "/api/workspace/output/files";
    private static final List<String> NASTY_NAMES = List.of(
            "two  spaces .txt",
            "\"quoted\".txt",
            "semi;colon=1.txt",
            "new\nline\r\nSet-Cookie: a=b.txt",
            "tab\tand\u0001control.txt",
            "back\\slash.txt",
            "%2e%2e%2fescape.txt",
            "..hidden..",
            "-rf",
            "~start",
            "$(touch pwned) `id` ${HOME} 'x'.txt",
            "<img src=x onerror=alert(1)>.html",
            "query?a=b&c=d#hash+plus.txt",
            "Grüße 漢字 😀 e\u0301.txt",
            "\u202egnp.exe",
            "new\nline.html",
            "100%25 & more.md",
            "漢".repeat(85));

    private final TestSac sac;
    private final SacClient owner;
    private final TestShell shell;
    private final OutputAddresses files;
    private String session = "";

    OutputIT(TestSac sac) {
        this.sac = sac;
        this.owner = SacClient.newUser(sac);
        this.shell = TestShell.of(sac, owner);
        this.files = new OutputAddresses(shell);
    }

    @BeforeAll
    void start() {
        session = shell.ready();
    }

    @AfterAll
    void clear() {
        owner.delete("/api/agents/" + shell.id()).is(204);
    }

    @Test
    void listsShouldBePagedByFolderByTreeAndByTime() {
        for (String path : List.of("paged/a.txt", "paged/b.txt", "paged/c/d.txt", "paged/c/e.txt", "paged/f.txt")) {
            shell.write(path, path);
        }
        shell.awaitOutput("paged/f.txt");
        TestSac.await(LIMIT, () -> shell.outputPaths().contains("paged/c/e.txt"));

        assertThat(pages("&path=paged")).containsExactly("paged/c/", "paged/a.txt", "paged/b.txt", "paged/f.txt");
        assertThat(pages("&path=paged/&recursive=true"))
                .containsExactly("paged/a.txt", "paged/b.txt", "paged/c/d.txt", "paged/c/e.txt", "paged/f.txt");
        assertThat(pages("&recent=true"))
                .contains("paged/a.txt", "paged/c/d.txt")
                .doesNotHaveDuplicates();
        assertThat(pages("&path=nowhere")).isEmpty();
        owner.get(FILES + "?agent_id=" + shell.id() + "&cursor=nonsense").isProblem(400, "invalid");
        owner.get(FILES + "?agent_id=" + shell.id() + "&path=../x").isProblem(400, "invalid");
        owner.get(FILES + "?agent_id=" + shell.id() + "&limit=201").isProblem(400, "invalid");
    }

    @Test
    void downloadsShouldHonourRangesAndTags() {
        shell.put("range.txt", "0123456789");
        String path = files.download("range.txt");

        Answer whole = owner.get(path).is(200);
        String tag = whole.header("ETag");
        assertThat(whole.text()).isEqualTo("0123456789");
        assertThat(whole.header("Accept-Ranges")).isEqualTo("bytes");
        Answer part = owner.get(path, "Range", "bytes=2-4").is(206);
        assertThat(part.text()).isEqualTo("234");
        assertThat(part.header("Content-Range")).isEqualTo("bytes 2-4/10");
        assertThat(owner.get(path, "Range", "bytes=-3").is(206).text()).isEqualTo("789");
        assertThat(owner.get(path, "Range", "bytes=7-").is(206).text()).isEqualTo("789");
        assertThat(owner.get(path, "Range", "bytes=0-1,3-4").is(200).text()).isEqualTo("0123456789");
        assertThat(owner.get(path, "Range", "nonsense").is(200).text()).isEqualTo("0123456789");
        assertThat(owner.get(path, "Range", "bytes=10-")
                        .isProblem(416, "range-not-satisfiable")
                        .header("Content-Range"))
                .isEqualTo("bytes */10");
        assertThat(owner.get(path, "Range", "bytes=2-4", "If-Range", "\"other\"")
                        .is(200)
                        .text())
                .isEqualTo("0123456789");
        assertThat(owner.get(path, "If-None-Match", "\"x\", W/" + tag).is(304).text())
                .isEmpty();
        Answer head = owner.head(path).is(200);
        assertThat(head.header("Content-Length")).isEqualTo("10");
        assertThat(head.header("ETag")).isEqualTo(tag);

        shell.write("range.txt", "changed");
        TestSac.await(LIMIT, () -> !owner.get(path).header("ETag").equals(tag));
        assertThat(owner.get(path, "If-None-Match", tag).is(200).text()).isEqualTo("changed");
    }

    @Test
    void anyNameShouldArriveAndBeServedAsItIs() {
        NASTY_NAMES.forEach(name -> shell.write("names/" + name, "in " + name));
        TestSac.await(LIMIT, () -> shell.outputPaths().containsAll(nastyPaths()));

        for (String path : nastyPaths()) {
            String name = path.substring("names/".length());
            Answer direct = owner.get(files.download(path)).is(200);
            Answer linked = SacClient.of(sac).get(files.link(path, "download")).is(200);
            Answer shown = SacClient.of(sac).get(files.link(path, "preview")).is(200);
            for (Answer answer : List.of(direct, linked, shown)) {
                assertThat(answer.text()).isEqualTo("in " + name);
                String disposition = answer.header("Content-Disposition");
                assertThat(disposition).matches("\\p{Print}*");
                String exact =
                        disposition.replaceFirst(".*filename\\*=UTF-8''", "").replace("+", "%2B");
                assertThat(URLDecoder.decode(exact, StandardCharsets.UTF_8)).isEqualTo(name);
                assertThat(answer.response().headers().map()).doesNotContainKey("set-cookie");
            }
        }
        assertThat(shell.folder().resolve("workspace/pwned")).doesNotExist();
        assertThat(owner.get(files.download("names/")).is(200).header("Content-Type"))
                .isEqualTo("application/zip");

        for (String path : nastyPaths()) {
            owner.delete(FILES + "?agent_id=" + shell.id() + "&path=" + OutputAddresses.encode(path))
                    .is(204);
        }
        TestSac.await(LIMIT, () -> isEmpty(shell.output().resolve("names")));
        assertThat(shell.outputPaths()).noneMatch(path -> path.startsWith("names/"));
    }

    @Test
    void deletionsShouldReachBothSides() {
        shell.put("here/one.txt", "1");
        shell.put("here/two.txt", "2");
        shell.put("there.txt", "3");

        owner.delete(FILES + "?agent_id=" + shell.id() + "&path=here/").is(204);
        run("rm output/there.txt");

        TestSac.await(LIMIT, () -> !Files.exists(shell.output().resolve("here/one.txt")));
        TestSac.await(LIMIT, () -> !shell.outputPaths().contains("there.txt"));
        assertThat(shell.output().resolve("here/two.txt")).doesNotExist();
        owner.get(files.download("here/one.txt")).isProblem(404, "file-not-found");
        owner.delete(FILES + "?agent_id=" + shell.id() + "&path=here/").isProblem(404, "file-not-found");
        owner.delete(FILES + "?agent_id=" + shell.id() + "&path=/").isProblem(400, "invalid");
    }

    @Test
    void deletionWhileTheAgentRestsShouldHoldWhenItComesBack() {
        TestShell other = TestShell.of(sac, owner);
        other.ready();
        other.put("doomed.txt", "1");
        other.put("kept.txt", "2");
        owner.post("/api/agents/" + other.id() + "/stop", null).is(202);
        TestSac.await(LIMIT, () -> agentStatus(other).equals("stopped"));

        owner.delete(FILES + "?agent_id=" + other.id() + "&path=doomed.txt").is(204);
        assertThat(other.output().resolve("doomed.txt")).exists();
        owner.post("/api/agents/" + other.id() + "/start", null).is(202);

        TestSac.await(LIMIT, () -> !Files.exists(other.output().resolve("doomed.txt")));
        other.put("after.txt", "3");
        assertThat(other.outputPaths()).containsExactlyInAnyOrder("kept.txt", "after.txt");
        owner.delete("/api/agents/" + other.id()).is(204);
    }

    @Test
    void linksOutOfTheFolderShouldSendNothing(@TempDir Path elsewhere) throws IOException {
        Path secret = Files.writeString(elsewhere.resolve("secret.txt"), "not for SAC");
        Path links = Files.createDirectories(shell.output().resolve("links"));
        Files.createSymbolicLink(links.resolve("file.txt"), secret);
        Files.createSymbolicLink(links.resolve("folder"), elsewhere);
        Files.createSymbolicLink(links.resolve("relative.txt"), Path.of("../../../sidecar.json"));
        Files.createSymbolicLink(links.resolve("tokens"), shell.folder().resolve("tokens"));
        Files.createLink(links.resolve("hard.txt"), secret);

        // What comes after them arrives, so they have been seen; a link that becomes a file arrives too.
        shell.put("links/control.txt", "for SAC");
        Files.delete(links.resolve("file.txt"));
        shell.put("links/file.txt", "for SAC");

        assertThat(shell.outputPaths().stream().filter(path -> path.startsWith("links/")))
                .containsExactlyInAnyOrder("links/control.txt", "links/file.txt");
        assertThat(owner.get(files.download("links/file.txt")).is(200).text()).isEqualTo("for SAC");
    }

    private List<String> pages(String filter) {
        List<String> paths = new ArrayList<>();
        String cursor = "";
        do {
            var page = owner.get(FILES + "?agent_id=" + shell.id() + "&limit=2" + filter + cursor)
                    .is(200)
                    .json();
            page.path("files").forEach(file -> paths.add(file.path("path").asString()));
            String next = page.path("next_cursor").asString("");
            cursor = next.isEmpty() ? "" : "&cursor=" + OutputAddresses.encode(next);
        } while (!cursor.isEmpty());
        return paths;
    }

    private static List<String> nastyPaths() {
        return NASTY_NAMES.stream().map(name -> "names/" + name).toList();
    }

    private void run(String command) {
        owner.post("/api/sessions/" + session + "/prompts", "{\"text\": \"" + command + "\"}")
                .is(202);
    }

    private String agentStatus(TestShell agent) {
        return owner.get("/api/agents/" + agent.id()).json().path("status").asString();
    }

    private static boolean isEmpty(Path folder) {
        try (var files = Files.list(folder)) {
            return files.findAny().isEmpty();
        } catch (java.nio.file.NoSuchFileException e) {
            return true;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
