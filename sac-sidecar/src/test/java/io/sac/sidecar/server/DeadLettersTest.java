package io.sac.sidecar.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeadLettersTest {
    private static final Reply REFUSED = new Reply(422, "{\"detail\":\"No.\"}");

    private final Notices notices = new Notices();

    @TempDir
    private Path folder;

    private static JsonObject item(int length) {
        JsonObject item = new JsonObject();
        item.addProperty("text", "x".repeat(length));
        return item;
    }

    @Test
    void filesShouldStayBoundedAndKeepTheNewest() throws Exception {
        DeadLetters letters = new DeadLetters(folder, notices);
        for (int n = 0; n < 200; n++) {
            letters.add("output", "path " + n, REFUSED, item(n == 199 ? 1_000_000 : 60_000));
        }

        long bytes = 0;
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) {
                bytes += Files.size(file);
            }
        }
        assertThat(bytes).isBetween(2L << 20, 4L << 20);
        JsonObject last = JsonParser.parseString(
                        Files.readAllLines(folder.resolve("dead-letters.jsonl")).getLast())
                .getAsJsonObject();
        assertThat(last.get("subject").getAsString()).isEqualTo("path 199");
        assertThat(last.get("truncated").getAsBoolean()).isTrue();
        assertThat(notices.json()).hasSize(20);
        assertThat(notices.json().get(19).getAsJsonObject().get("subject").getAsString())
                .isEqualTo("path 199");
    }

    @Test
    void sameRefusalAgainShouldBeKeptAndToldOnce() throws Exception {
        AtomicInteger told = new AtomicInteger();
        notices.onChange(told::incrementAndGet);
        DeadLetters letters = new DeadLetters(folder, notices);
        letters.add("output", "a", REFUSED, item(1));
        letters.add("output", "a", REFUSED, item(1));
        notices.settle("output", "a");
        notices.settle("output", "a");

        assertThat(Files.readAllLines(folder.resolve("dead-letters.jsonl"))).hasSize(1);
        assertThat(told.get()).isEqualTo(2);
        assertThat(notices.json()).isEmpty();
    }
}
