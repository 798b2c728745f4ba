package io.sac.platform;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The settings as {@code microprofile-config.properties} describes them, and the tables that are made from it. */
final class ConfigurationReference {
    private static final Path SOURCE = Path.of("src/main/resources/META-INF/microprofile-config.properties");
    private static final Pattern BLOCK =
            Pattern.compile("What: (.+?) Type: (.+?)\\.(?: Default: (.+?)\\.)?(?: Example: (.+))?");
    private static final Pattern KEY = Pattern.compile("#?([A-Za-z][A-Za-z0-9._-]*)=(.*)");

    private final List<Entry> entries;

    /** One setting; the default is what the file gives it, or words about what holds without it. */
    record Entry(String section, String key, String what, String type, String defaultValue, String example) {
        boolean isVariable() {
            return key.equals(key.toUpperCase(java.util.Locale.ROOT));
        }

        boolean isSetByTheLauncher() {
            return what.contains("by the launcher.");
        }
    }

    private ConfigurationReference(List<Entry> entries) {
        this.entries = entries;
    }

    static ConfigurationReference read() throws IOException {
        List<Entry> entries = new ArrayList<>();
        String section = "";
        StringBuilder comment = new StringBuilder();
        for (String line : Files.readAllLines(SOURCE)) {
            Matcher key = KEY.matcher(line);
            if (line.startsWith("#: ")) {
                section = line.substring(3);
                comment.setLength(0);
            } else if (line.startsWith("# ")) {
                comment.append(comment.isEmpty() ? "" : " ").append(line.substring(2));
            } else if (key.matches()) {
                entries.add(entry(section, key.group(1), key.group(2), comment.toString()));
                comment.setLength(0);
            } else if (!line.isBlank()) {
                throw new AssertionError("not understood: " + line);
            } else {
                comment.setLength(0);
            }
        }
        return new ConfigurationReference(entries);
    }

    private static Entry entry(String section, String key, String value, String comment) {
        Matcher block = BLOCK.matcher(comment);
        if (!block.matches()) {
            throw new AssertionError(key + " is not described as \"What: … Type: ….\" but as: " + comment);
        }
        String words = block.group(3) == null ? "" : block.group(3);
        String example = block.group(4) == null ? "" : "`" + block.group(4) + "`";
        return new Entry(
                section,
                key,
                block.group(1),
                block.group(2),
                words.isEmpty() && !value.isEmpty() ? "`" + value + "`" : words,
                example);
    }

    List<Entry> entries() {
        return entries;
    }

    /** The whole page. */
    String page() {
        StringBuilder page = new StringBuilder("""
                # Configuration

                Made from `sac-ejb/src/main/resources/META-INF/microprofile-config.properties`; a test tells when they differ
                (CONTRIBUTING says how to make this page anew). All are read from the environment; a name with dots is written
                there in capitals with underscores, `sac.event.tick` as `SAC_EVENT_TICK`. Durations are ISO 8601: `PT30S`, `P7D`.
                What administrators set in the browser is not here.
                """);
        String section = "";
        for (Entry entry : entries) {
            if (!entry.section().equals(section)) {
                section = entry.section();
                page.append("\n## ").append(section).append("\n\n");
                page.append("| name | type | default | meaning |\n|---|---|---|---|\n");
            }
            page.append("| `%s` | %s | %s | %s |\n"
                    .formatted(entry.key(), entry.type(), entry.defaultValue(), meaning(entry)));
        }
        return page.toString();
    }

    /** The variables that somebody who runs SAC may want to set. */
    String variables() {
        StringBuilder table = new StringBuilder("| variable | default | meaning |\n|---|---|---|\n");
        entries.stream()
                .filter(entry -> entry.isVariable() && !entry.isSetByTheLauncher())
                .forEach(entry -> table.append(
                        "| `%s` | %s | %s |\n".formatted(entry.key(), entry.defaultValue(), entry.what())));
        return table.toString();
    }

    private static String meaning(Entry entry) {
        return entry.example().isEmpty() ? entry.what() : entry.what() + " Example: " + entry.example();
    }
}
