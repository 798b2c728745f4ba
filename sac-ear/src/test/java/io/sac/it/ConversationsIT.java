package io.sac.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.sac.it.SacClient.Answer;
import io.sac.testing.SacExtension;
import io.sac.testing.TestSac;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** What was said, as sidecars tell it and people read it. */
@ExtendWith(SacExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConversationsIT {
    private final SacClient owner;
    private final TestShell shell;
    private final String session;

    ConversationsIT(TestSac sac) {
        this.owner = SacClient.newUser(sac);
        this.shell = TestShell.of(sac, owner);
        this.session = shell.ready();
    }

    @AfterAll
    void clear() {
        owner.delete("/api/agents/" + shell.id()).is(204);
    }

    @Test
    void entriesShouldBeKeptOnceHoweverOftenTheyAreSent() {
        String batch = batch("once", entry("once-1", 1, "user", "first"), entry("once-2", 2, "assistant", "second"));

        assertThat(send(batch).is(200).json().path("accepted").asInt()).isEqualTo(2);
        JsonNode again = send(batch).is(200).json();
        assertThat(again.path("accepted").asInt()).isZero();
        assertThat(again.path("duplicates").asInt()).isEqualTo(2);
        send(batch("once", entry("once-2", 2, "assistant", "second"), entry("once-3", 3, "user", "third")))
                .is(200);

        assertThat(texts("&conversation_id=once")).containsExactly("first", "second", "third");
    }

    @Test
    void pagesShouldMeetInBothDirections() {
        String[] entries = IntStream.rangeClosed(1, 25)
                // Every five were said at the same moment, which no page may tear apart wrongly.
                .mapToObj(i -> entry("paged-" + i, (i + 4) / 5, "user", "text " + i))
                .toArray(String[]::new);
        send(batch("paged", entries)).is(200);
        List<String> all =
                IntStream.rangeClosed(1, 25).mapToObj(i -> "text " + i).toList();

        List<String> older = new ArrayList<>();
        JsonNode page = page("&conversation_id=paged&limit=7");
        while (true) {
            older.addAll(0, texts(page));
            if (!page.path("has_more").asBoolean()) {
                break;
            }
            page = page("&conversation_id=paged&limit=7&cursor=" + cursor(page, "next_cursor"));
        }
        assertThat(older).isEqualTo(all);

        List<String> newer = new ArrayList<>();
        page = page("&conversation_id=paged&limit=7&direction=newer&at=2026-11-01T00:00:00Z");
        while (true) {
            newer.addAll(texts(page));
            if (!page.path("has_more").asBoolean()) {
                break;
            }
            page = page("&conversation_id=paged&limit=7&direction=newer&cursor=" + cursor(page, "next_cursor"));
        }
        assertThat(newer).isEqualTo(all);

        String end = cursor(page, "newer_cursor");
        send(batch("paged", entry("paged-26", 26, "user", "text 26"))).is(200);
        assertThat(texts(page("&conversation_id=paged&direction=newer&cursor=" + end)))
                .containsExactly("text 26");
    }

    @Test
    void conversationsShouldBeListedAndSearched() {
        send(batch("list-a", entry("list-a1", 1, "user", "the 100% needle_in hay")))
                .is(200);
        send(batch("list-b", entry("list-b1", 2, "user", "only hay"))).is(200);

        JsonNode first = owner.get("/api/conversations/sessions?limit=1&agent_id=" + shell.id())
                .is(200)
                .json();
        JsonNode rest = owner.get("/api/conversations/sessions?agent_id=" + shell.id() + "&cursor="
                        + cursor(first, "next_cursor"))
                .is(200)
                .json();
        assertThat(first.path("sessions").size()).isEqualTo(1);
        assertThat(rest.path("sessions")
                        .valueStream()
                        .map(each -> each.path("conversation_id").asString()))
                .doesNotContain(first.at("/sessions/0/conversation_id").asString());
        assertThat(texts("&q=NEEDLE_")).containsExactly("the 100% needle_in hay");
        assertThat(texts("&q=" + encode("0% n"))).containsExactly("the 100% needle_in hay");
        assertThat(texts("&q=needleXin")).isEmpty();
        assertThat(texts("&session_id=00000000-0000-0000-0000-000000000000")).isEmpty();
    }

    @Test
    void oneEntryShouldComeWithItsLineAndExportsBeHarmless() {
        send(batch(
                        "export",
                        entry("export-1", 1, "user", "=HYPERLINK(1)"),
                        entry("export-2", 2, "user", "a \\\"b\\\",c")))
                .is(200);

        JsonNode entry = owner.get("/api/conversations/entries/export-1?agent_id=" + shell.id())
                .is(200)
                .json();
        assertThat(entry.path("raw").path("line").asString()).isEqualTo("export-1");
        owner.get("/api/conversations/entries/none?agent_id=" + shell.id()).isProblem(404, "conversation-not-found");
        Answer export = owner.get("/api/conversations/export?conversation_id=export&agent_id=" + shell.id())
                .is(200);
        assertThat(export.text()).contains("\"'=HYPERLINK(1)\"", "\"a \"\"b\"\",c\"");
        assertThat(export.header("Content-Disposition")).startsWith("attachment; filename=\"conversations_");
    }

    @Test
    void badBatchesShouldBeRefusedWhole() {
        String good = entry("bad-good", 1, "user", "good");
        for (String bad : List.of(
                batch("bad", good, entry("bad-role", 1, "emperor", "x")),
                batch(
                        "bad",
                        good,
                        "{\"entry_id\": \"bad-time\", \"role\": \"user\", \"at\": \"yesterday\", \"content\": []}"),
                batch("bad", good, "{\"role\": \"user\", \"at\": \"2026-11-21T10:00:00Z\", \"content\": []}"),
                batch("bad", good, "null"),
                batch("x".repeat(201), good),
                batch("bad", good).replace(session, "00000000-0000-0000-0000-000000000000"),
                batch("bad", good).substring(10))) {
            assertThat(send(bad).status()).isIn(400, 404);
        }
        String[] many = IntStream.rangeClosed(1, 501)
                .mapToObj(i -> entry("many-" + i, 1, "user", "x"))
                .toArray(String[]::new);
        send(batch("bad", many)).isProblem(400, "invalid");
        send(batch("bad", entry("large", 1, "user", "x".repeat(4 << 20)))).isProblem(413, "too-large");

        assertThat(texts("&conversation_id=bad")).isEmpty();
        for (String query :
                List.of("&cursor=nonsense", "&limit=0", "&limit=201", "&direction=up", "&at=now", "&session_id=x")) {
            owner.get("/api/conversations?agent_id=" + shell.id() + query).is(400);
        }
    }

    private Answer send(String batch) {
        return shell.sidecar().sendUnchecked("POST", "/api/internal/conversations/events", batch);
    }

    private String batch(String conversation, String... entries) {
        return "{\"session_id\": \"%s\", \"conversation_id\": \"%s\", \"entries\": [%s]}"
                .formatted(session, conversation, String.join(",", entries));
    }

    private static String entry(String id, int second, String role, String text) {
        return """
                {"entry_id": "%s", "at": "2026-11-21T10:00:%02dZ", "role": "%s",
                 "content": [{"type": "text", "text": "%s"}], "raw": {"line": "%s"}}
                """.formatted(id, second, role, text, id);
    }

    private JsonNode page(String query) {
        return owner.get("/api/conversations?agent_id=" + shell.id() + query)
                .is(200)
                .json();
    }

    private List<String> texts(String query) {
        return texts(page(query));
    }

    private static List<String> texts(JsonNode page) {
        return page.path("conversations")
                .valueStream()
                .map(entry -> entry.at("/content/0/text").asString())
                .toList();
    }

    private static String cursor(JsonNode page, String field) {
        return encode(page.path(field).asString());
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
