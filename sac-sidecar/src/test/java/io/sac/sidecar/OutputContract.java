package io.sac.sidecar;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the mirror of the output folder does, whichever way it hears of changes. */
abstract class OutputContract {
    private SidecarFixture fixture;
    private FakeServer server;
    private Path output;

    @BeforeEach
    void start(@TempDir Path root) throws Exception {
        fixture = new SidecarFixture(root);
        server = fixture.server;
        output = fixture.output;
        fixture.set("output_watch", new JsonPrimitive(way()));
    }

    /** How this mirror is to hear of changes. */
    abstract String way();

    @AfterEach
    void stop() {
        fixture.close();
    }

    private void started() throws IOException {
        fixture.start();
        // The first comparison asks for the list; from here on only the watch can tell.
        Eventually.until(
                "the first comparison",
                () -> server.requests.stream().anyMatch(request -> request.contains("output/files")));
    }

    @Test
    void mirrorShouldHearOfChangesInTheWayAskedFor() throws Exception {
        started();
        JsonObject state = fixture.json("GET", "/state", "");

        assertThat(state.getAsJsonObject("output").get("watching").getAsString())
                .isEqualTo(way());
        assertThat(state.getAsJsonArray("notices")).hasSize(way().equals("scan") ? 1 : 0);
        try (var left = Files.list(output)) {
            assertThat(left).isEmpty();
        }
    }

    private boolean serverHas(String path, String content) {
        byte[] there = server.files.get(path);
        return there != null && new String(there, StandardCharsets.UTF_8).equals(content);
    }

    @Test
    void writtenChangedRenamedAndDeletedFilesShouldBeMirrored() throws Exception {
        started();

        Files.writeString(output.resolve("a.txt"), "one");
        Eventually.until("a.txt", () -> serverHas("a.txt", "one"));
        Files.writeString(output.resolve("a.txt"), "two");
        Eventually.until("a.txt anew", () -> serverHas("a.txt", "two"));
        Files.move(output.resolve("a.txt"), output.resolve("b.txt"));
        Eventually.until("renamed", () -> serverHas("b.txt", "two") && !server.files.containsKey("a.txt"));
        Files.delete(output.resolve("b.txt"));
        Eventually.until("deleted", () -> server.files.isEmpty());
        Files.writeString(output.resolve("empty"), "");
        Eventually.until("empty", () -> serverHas("empty", ""));
    }

    @Test
    void wholeTreesThatAppearAtOnceShouldBeMirrored(@TempDir Path elsewhere) throws Exception {
        started();

        Path tree = Files.createDirectories(elsewhere.resolve("tree/deep/deeper"));
        Files.writeString(tree.resolve("leaf"), "leaf");
        Files.writeString(elsewhere.resolve("tree/top"), "top");
        Files.move(elsewhere.resolve("tree"), output.resolve("tree"), StandardCopyOption.ATOMIC_MOVE);
        Eventually.until("the tree", () -> serverHas("tree/deep/deeper/leaf", "leaf") && serverHas("tree/top", "top"));
        Path made = Files.createDirectories(output.resolve("x/y/z"));
        Files.writeString(made.resolve("f"), "f");
        Eventually.until("made", () -> serverHas("x/y/z/f", "f"));
        Files.move(output.resolve("tree"), output.resolve("forest"));
        Eventually.until(
                "moved", () -> serverHas("forest/deep/deeper/leaf", "leaf") && !server.files.containsKey("tree/top"));
        Files.writeString(output.resolve("forest/deep/new"), "new");
        Eventually.until("in the moved folder", () -> serverHas("forest/deep/new", "new"));
        deleteTree(output.resolve("forest"));
        Eventually.until("gone", () -> server.files.keySet().stream().noneMatch(path -> path.startsWith("forest")));
        assertThat(server.outOfOrder).isEmpty();
    }

    private static void deleteTree(Path tree) throws IOException {
        Files.walkFileTree(tree, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, IOException e) throws IOException {
                Files.delete(folder);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    @Test
    void linksPipesSocketsAndTemporaryNamesShouldSendNothing(@TempDir Path elsewhere) throws Exception {
        started();
        Path secret = Files.writeString(elsewhere.resolve("secret"), "secret");
        Path folder = Files.createDirectories(elsewhere.resolve("folder"));
        Files.writeString(folder.resolve("inside"), "secret");
        Files.createDirectories(output.resolve("folder"));
        Files.writeString(output.resolve("folder/inside"), "mine");
        Files.writeString(output.resolve("link"), "mine");
        Eventually.until(
                "the same names as files of one's own",
                () -> serverHas("folder/inside", "mine") && serverHas("link", "mine"));

        Files.delete(output.resolve("link"));
        Files.createSymbolicLink(output.resolve("link"), secret);
        Files.move(output.resolve("folder"), output.resolve("moved"));
        Files.createSymbolicLink(output.resolve("folder"), folder);
        Files.createLink(output.resolve("hard"), secret);
        Files.writeString(secret, "secret, written again");
        Files.writeString(folder.resolve("inside"), "secret, written again");
        assertThat(new ProcessBuilder("mkfifo", output.resolve("pipe").toString())
                        .start()
                        .waitFor())
                .isZero();
        try (ServerSocketChannel socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            socket.bind(UnixDomainSocketAddress.of(output.resolve("socket")));
        }
        Files.writeString(output.resolve(".a.txt.swp"), "swap");
        Files.writeString(output.resolve("a.txt~"), "backup");
        Files.writeString(output.resolve("a.txt.tmp.123.abc9"), "nearly");
        Files.writeString(output.resolve("sent"), "sent");
        Files.createLink(output.resolve("sent-too"), output.resolve("sent"));
        Eventually.until(
                "the good ones",
                () -> serverHas("sent", "sent") && serverHas("sent-too", "sent") && serverHas("moved/inside", "mine"));
        Eventually.until(
                "what links took the place of is gone",
                () -> !server.files.containsKey("link") && !server.files.containsKey("folder/inside"));
        fixture.stop();
        fixture.start();
        Files.writeString(output.resolve("last"), "last");
        Eventually.until("after the restart", () -> serverHas("last", "last"));

        assertThat(server.files.keySet()).containsExactlyInAnyOrder("sent", "sent-too", "last", "moved/inside");
    }

    @Test
    void whatTakesAnothersPlaceShouldBeMirrored() throws Exception {
        started();
        Files.writeString(output.resolve("a"), "file");
        Files.createDirectories(output.resolve("b/c"));
        Files.writeString(output.resolve("b/c/d"), "deep");
        Files.writeString(output.resolve("again"), "one");
        Eventually.until("all three", () -> server.files.size() == 3);

        Files.delete(output.resolve("a"));
        Files.createDirectory(output.resolve("a"));
        Files.writeString(output.resolve("a/in"), "in");
        deleteTree(output.resolve("b"));
        Files.writeString(output.resolve("b"), "file");
        Files.delete(output.resolve("again"));
        Files.writeString(output.resolve("again"), "two");

        Eventually.until(
                "as it is now",
                () -> serverHas("a/in", "in")
                        && serverHas("b", "file")
                        && serverHas("again", "two")
                        && server.files.size() == 3);
        assertThat(server.outOfOrder).isEmpty();
    }

    @Test
    void fileThatGrowsWhileItIsSentShouldEndUpWhole() throws Exception {
        started();
        byte[] part = new byte[200_000];
        Arrays.fill(part, (byte) 'x');
        try (OutputStream out = Files.newOutputStream(output.resolve("log"))) {
            for (int n = 0; n < 40; n++) {
                out.write(part);
                if (n == 20) {
                    int before = server.uploads.get();
                    Files.writeString(output.resolve("other"), "other");
                    Eventually.until("another file", () -> server.uploads.get() > before);
                }
            }
        }

        Eventually.until("the whole log", () -> {
            byte[] there = server.files.get("log");
            return there != null && there.length == 40 * part.length;
        });
    }

    @Test
    void outputThatBecomesALinkShouldSendNothing(@TempDir Path elsewhere) throws Exception {
        started();
        Files.writeString(output.resolve("mine"), "mine");
        Eventually.until("mine", () -> serverHas("mine", "mine"));
        Files.writeString(elsewhere.resolve("theirs"), "theirs");

        Files.move(output, fixture.workspace.resolve("was"));
        Files.createSymbolicLink(output, elsewhere);
        Files.writeString(elsewhere.resolve("theirs"), "theirs again");
        Files.delete(output);
        Files.createDirectory(output);
        Files.writeString(output.resolve("after"), "after");

        Eventually.until("after", () -> serverHas("after", "after"));
        Eventually.until("what was there is gone", () -> !server.files.containsKey("mine"));
        assertThat(server.files).doesNotContainKey("theirs");
    }

    @Test
    void namesThatAreNotTextShouldBeEscaped() throws Exception {
        started();
        Process made = new ProcessBuilder(
                        "bash",
                        "-c",
                        "cd \"$0\" && printf x > $'caf\\xe9' && printf y > 'back\\x41' && printf z > 'ü ? #&%'",
                        output.toString())
                .start();
        assertThat(made.waitFor()).isZero();

        Eventually.until("three files", () -> server.files.size() == 3);
        assertThat(server.files.keySet()).containsExactlyInAnyOrder("caf\\xe9", "back\\x5cx41", "ü ? #&%");
        fixture.json("POST", "/output/delete", "{\"path\":\"caf\\\\xe9\"}");
        fixture.json("POST", "/output/delete", "{\"path\":\"back\\\\x5cx41\"}");
        Eventually.until("two gone", () -> server.files.size() == 1);
        try (var left = Files.list(output)) {
            assertThat(left.count()).isEqualTo(1);
        }
    }

    @Test
    void nothingShouldBeLostWhileTheServerIsAway() throws Exception {
        started();
        server.failures.set(10);
        for (int n = 0; n < 20; n++) {
            Files.writeString(output.resolve("f" + n), "v" + n);
        }
        Files.delete(output.resolve("f3"));
        Eventually.until("all but one", () -> server.files.size() == 19);
        assertThat(server.outOfOrder).isEmpty();
    }

    @Test
    void changesWhileTheSidecarWasDownShouldBeFound() throws Exception {
        started();
        Files.writeString(output.resolve("stays"), "stays");
        Files.writeString(output.resolve("goes"), "goes");
        Files.createDirectories(output.resolve("d"));
        Files.writeString(output.resolve("d/changes"), "before");
        Eventually.until("three", () -> server.files.size() == 3);
        fixture.stop();
        int before = server.uploads.get();
        Files.delete(output.resolve("goes"));
        Files.writeString(output.resolve("d/changes"), "after");
        Files.writeString(output.resolve("d.txt"), "new");
        server.tombstones.add("stays");

        fixture.start();

        Eventually.until(
                "caught up",
                () -> server.files.size() == 2 && serverHas("d/changes", "after") && serverHas("d.txt", "new"));
        assertThat(output.resolve("stays")).doesNotExist();
        Eventually.until("the tombstone", () -> server.tombstones.isEmpty());
        assertThat(server.uploads.get() - before).isEqualTo(2);
    }

    @Test
    void filesChangedWhileTheyAreSentShouldEndUpRight() throws Exception {
        started();
        Random random = new Random(7);
        byte[] content = {};
        for (int n = 0; n < 60; n++) {
            content = new byte[random.nextInt(300_000)];
            random.nextBytes(content);
            Files.write(output.resolve("busy"), content);
            Files.write(output.resolve("other" + n % 7), Arrays.copyOf(content, content.length / 2));
        }
        byte[] last = content;

        Eventually.until("the last version", () -> Arrays.equals(server.files.get("busy"), last));
        assertThat(server.outOfOrder).isEmpty();
    }

    @Test
    void burstOfManyFilesShouldArriveWhole() throws Exception {
        started();
        for (int n = 0; n < 2000; n++) {
            Path folder = output.resolve("d" + n % 10);
            if (n < 10) {
                Files.createDirectories(folder);
            }
            Files.writeString(folder.resolve("f" + n), "content " + n);
        }
        Eventually.until("2,000 files", () -> server.files.size() == 2000);
        assertThat(server.outOfOrder).isEmpty();
    }
}
