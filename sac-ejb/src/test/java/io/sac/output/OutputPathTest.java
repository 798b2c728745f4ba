package io.sac.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sac.problem.InvalidRequestException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutputPathTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a.txt",
                "a/b",
                " a ",
                "a\nb",
                "\u4f60\u597d/\uD83D\uDE00.md",
                "...",
                ".hidden",
                "a..b",
                "-rf",
                "$(x)",
                "%2e%2e"
            })
    void ordinaryNamesShouldBeTaken(String path) {
        assertThat(OutputPath.file(path).value()).isEqualTo(path);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/a", "a//b", "../a", "a/../b", "a/.", "./a", "a\0b", "\uD83D", "/", "a/"})
    void pathsThatAreNoFileOfTheFolderShouldBeRefused(String path) {
        assertThatThrownBy(() -> OutputPath.file(path)).isInstanceOf(InvalidRequestException.class);
    }

    @Test
    void partsShouldBeMeasuredInBytes() {
        assertThat(OutputPath.file("\u4f60".repeat(85)).name()).hasSize(85);
        assertThatThrownBy(() -> OutputPath.file("\u4f60".repeat(86))).isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> OutputPath.file("a/".repeat(1300) + "a")).isInstanceOf(InvalidRequestException.class);
    }

    @Test
    void foldersShouldEndWithASlashAndKnowTheirRange() {
        assertThat(OutputPath.folder("a/b")).isEqualTo(new OutputPath("a/b/"));
        assertThat(OutputPath.folder("")).isEqualTo(OutputPath.folder("/"));
        assertThat(OutputPath.folder("a/b").end()).isEqualTo("a/b0");
        assertThat(OutputPath.folder("a/b").name()).isEqualTo("b");
        assertThat(OutputPath.file("a/b/c.txt").selfAndFolders()).containsExactly("a/b/c.txt", "a/b/", "a/");
    }
}
