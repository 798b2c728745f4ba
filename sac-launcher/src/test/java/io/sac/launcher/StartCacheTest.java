package io.sac.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StartCacheTest {
    @TempDir
    private Path folder;

    private Product product;

    @BeforeEach
    void build() throws IOException {
        product = new Product(
                folder.resolve("wlp"),
                folder.resolve("server"),
                folder.resolve("services.jar"),
                folder.resolve("sidecar"),
                folder.resolve("caches"));
        Files.createDirectories(product.application().getParent());
        Files.writeString(product.serverTemplate().resolve("jvm.options"), "-Xmx1g");
        Files.writeString(product.serverTemplate().resolve("server.xml"), "<server/>");
        application("lib/a.jar");
    }

    @Test
    void whatWasLearnedShouldBeUsed() throws IOException {
        StartCache cache = StartCache.of(product);
        assertThat(cache.use()).isEmpty();
        try (FileChannel turn = cache.turn().orElseThrow()) {
            assertThat(turn.isOpen()).isTrue();
            write(cache);
            assertThat(cache.use()).isEmpty();
            assertThat(cache.keep()).isTrue();
        }

        assertThat(StartCache.of(product).use()).singleElement().asString().startsWith("-XX:AOTCache=" + folder);
        assertThat(StartCache.of(product).turn()).isEmpty();
    }

    @Test
    void anotherSetOfLibrariesShouldBeLearnedAnewAndReplaceTheOld() throws IOException {
        StartCache old = StartCache.of(product);
        learn(old);
        application("lib/b.jar");

        StartCache changed = StartCache.of(product);
        assertThat(changed.use()).isEmpty();
        learn(changed);

        assertThat(changed.use()).hasSize(1);
        assertThat(old.use()).isEmpty();
    }

    @Test
    void whatIsCutShouldBeLearnedAgain() throws IOException {
        StartCache cache = StartCache.of(product);
        try (FileChannel turn = cache.turn().orElseThrow()) {
            assertThat(turn.isOpen()).isTrue();
            write(cache);
        }

        assertThat(cache.use()).isEmpty();
        learn(cache);
        assertThat(cache.use()).hasSize(1);
    }

    @Test
    void aJavaThatLearnsNothingShouldNotBeAskedAgain() throws IOException {
        StartCache cache = StartCache.of(product);
        try (FileChannel turn = cache.turn().orElseThrow()) {
            assertThat(turn.isOpen()).isTrue();
            assertThat(cache.keep()).isFalse();
        }

        assertThat(cache.turn()).isEmpty();
        assertThat(cache.use()).isEmpty();
    }

    @Test
    void aFolderThatCannotBeMadeShouldNotHinderAStart() throws IOException {
        Files.writeString(product.startCaches(), "in the way");

        assertThat(StartCache.of(product).turn()).isEmpty();
    }

    private static void learn(StartCache cache) throws IOException {
        try (FileChannel turn = cache.turn().orElseThrow()) {
            assertThat(turn.isOpen()).isTrue();
            write(cache);
            cache.keep();
        }
    }

    /** What Java does when it ends. */
    private static void write(StartCache cache) throws IOException {
        String option = cache.learn().getFirst();
        Files.writeString(Path.of(option.substring(option.indexOf('=') + 1)), "classes");
    }

    private void application(String part) throws IOException {
        try (var zip = new ZipOutputStream(Files.newOutputStream(product.application()))) {
            zip.putNextEntry(new ZipEntry(part));
        }
    }
}
