package io.sac.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.sac.platform.ConfigurationReference.Entry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the documents say of settings is what the server reads; {@code -Dsac.docs.write} writes the documents. */
class ConfigurationReferenceTest {
    private static final Path PAGE = Path.of("../docs/configuration.md");
    private static final Path README = Path.of("../README.md");
    private static final Pattern TABLE = Pattern.compile("(?s)\\| variable \\| default \\| meaning \\|\n.*?\n(?=\n)");
    private static final Pattern READ = Pattern.compile("@ConfigProperty\\(name = \"([^\"]+)\"");

    private ConfigurationReference reference;

    @BeforeEach
    void read() throws IOException {
        reference = ConfigurationReference.read();
        if (System.getProperty("sac.docs.write") != null) {
            Files.writeString(PAGE, reference.page());
            String readme = Files.readString(README);
            Files.writeString(
                    README, TABLE.matcher(readme).replaceFirst(Matcher.quoteReplacement(reference.variables())));
        }
    }

    @Test
    void pageShouldBeMadeFromTheFile() throws IOException {
        assertThat(PAGE).content().isEqualTo(reference.page());
    }

    @Test
    void readmeShouldHoldTheVariables() throws IOException {
        assertThat(README).content().contains(reference.variables());
    }

    @Test
    void everySettingThatIsReadShouldBeDescribed() throws IOException {
        Set<String> read = new TreeSet<>();
        for (String source : sources()) {
            Matcher name = READ.matcher(source);
            while (name.find()) {
                // The lower-case names of proxies stand in the words of the others.
                if (!name.group(1).endsWith("_proxy") && !name.group(1).equals("HTTP_PROXY")) {
                    read.add(name.group(1));
                }
            }
        }

        assertThat(reference.entries()).extracting(Entry::key).containsAll(read).doesNotHaveDuplicates();
        assertThat(read).hasSizeGreaterThan(40);
    }

    @Test
    void everySettingThatIsDescribedShouldBeRead() throws IOException {
        String all = String.join("\n", sources());

        assertThat(reference.entries())
                .filteredOn(entry -> !entry.key().equals("K8S_NAMESPACE")) // of the runtime that is not here yet
                .allSatisfy(entry ->
                        assertThat(all).contains(entry.key().replaceAll("^sac\\.sweep\\.(.*)\\.interval$", "\"$1\"")));
    }

    private static List<String> sources() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of(".."))) {
            return files.filter(file -> file.toString()
                            .matches("\\.\\./(sac-[^/]+/src/main/(java|resources/harnesses)|src/main)/.*"))
                    .filter(file -> file.toString().matches(".*\\.(java|xml|json)"))
                    .map(ConfigurationReferenceTest::text)
                    .toList();
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
