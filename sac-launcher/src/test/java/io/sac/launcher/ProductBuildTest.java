package io.sac.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProductBuildTest {
    @TempDir
    private Path project;

    @Test
    void fingerprintShouldChangeWithWhatTheProductIsMadeOf() throws IOException {
        write("sac-ejb/src/main/java/A.java", "a");
        var build = new ProductBuild(project, Path.of("mvn"));
        String before = build.fingerprint();

        write("sac-ejb/src/test/java/ATest.java", "test");
        write("sac-ejb/target/classes/A.class", "output");
        write("sac-web/src/main/frontend/node_modules/x/index.js", "fetched");
        write("sac-web/src/main/frontend/src/api/schema.d.ts", "made by the build");
        write("README.md", "words");
        write(".git/HEAD", "elsewhere");
        assertThat(build.fingerprint()).isEqualTo(before);

        write("sac-ejb/src/main/java/A.java", "b");
        String changed = build.fingerprint();
        assertThat(changed).isNotEqualTo(before);

        Files.move(project.resolve("sac-ejb/src/main/java/A.java"), project.resolve("sac-ejb/src/main/java/B.java"));
        assertThat(build.fingerprint()).isNotEqualTo(changed);
    }

    private void write(String path, String text) throws IOException {
        Path file = project.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
