package io.sac.provider.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.sac.platform.Json;
import io.sac.provider.demo.DemoReply.Text;
import io.sac.provider.demo.DemoReply.ToolUse;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class DemoModelTest {
    private final DemoModel model = new DemoModel();

    private static JsonNode request(Object... messages) {
        return Json.mapper()
                .valueToTree(Map.of(
                        "model", "sac-demo",
                        "system",
                                List.of(Map.of(
                                        "type", "text", "text", " - Primary working directory: /work/space\n - x")),
                        "tools", List.of(Map.of("name", "Write"), Map.of("name", "Bash"), Map.of("name", "Read")),
                        "messages", List.of(messages)));
    }

    private static Map<String, Object> user(Object content) {
        return Map.of("role", "user", "content", content);
    }

    private static Map<String, Object> result(String id, String text, boolean failed) {
        return user(List.of(Map.of("type", "tool_result", "tool_use_id", id, "content", text, "is_error", failed)));
    }

    private static Map<String, Object> assistant(DemoReply reply) {
        return Map.of("role", "assistant", "content", DemoWire.whole(reply).get("content"));
    }

    private static ToolUse tool(DemoReply reply) {
        return (ToolUse) reply.blocks().getLast();
    }

    @ParameterizedTest
    @CsvSource({
        "write a haiku to haiku.md,haiku.md",
        "Please create notes/plan.txt with the text 'hello there',notes/plan.txt",
        "make me a table of cities,table.csv",
        "写一首俳句到 haiku.md,haiku.md",
        "写一首俳句到诗.md,诗.md",
        "save output/report.html,report.html"
    })
    void aFileShouldBeWrittenIntoTheResults(String prompt, String file) {
        DemoReply reply = model.reply(request(user(List.of(
                Map.of("type", "text", "text", "<system-reminder>\nx.md\n</system-reminder>"),
                Map.of("type", "text", "text", prompt)))));
        assertThat(reply.stopReason()).isEqualTo("tool_use");
        assertThat(tool(reply).name()).isEqualTo("Write");
        assertThat(tool(reply).input()).containsEntry("file_path", "/work/space/output/" + file);
        assertThat((String) tool(reply).input().get("content")).isNotBlank();
    }

    @Test
    void givenContentShouldBeWrittenAsItIs() {
        DemoReply reply = model.reply(request(user("create a.txt with the text \"one two\"")));
        assertThat(tool(reply).input()).containsEntry("content", "one two\n");
    }

    @Test
    void sameRequestShouldGetTheSameAnswerAndAnotherAnother() {
        JsonNode first = request(user("write a haiku to haiku.md"));
        assertThat(model.reply(first)).isEqualTo(model.reply(first));
        assertThat(model.reply(request(user("hello"))).id())
                .isNotEqualTo(model.reply(first).id());
    }

    @Test
    void aWrittenFileShouldBeReported() {
        Map<String, Object> prompt = user("write a haiku to haiku.md");
        DemoReply call = model.reply(request(prompt));
        DemoReply reply =
                model.reply(request(prompt, assistant(call), result(tool(call).id(), "File created", false)));
        assertThat(reply.stopReason()).isEqualTo("end_turn");
        assertThat(((Text) reply.blocks().getFirst()).text()).contains("haiku.md");
    }

    @Test
    void anExistingFileShouldBeReadAndThenWritten() {
        Map<String, Object> prompt = user("write a haiku to haiku.md");
        DemoReply first = model.reply(request(prompt));
        Map<String, Object> failed = result(tool(first).id(), "File has not been read yet. Read it first.", true);
        DemoReply second = model.reply(request(prompt, assistant(first), failed));
        assertThat(tool(second).name()).isEqualTo("Read");
        DemoReply third = model.reply(request(
                prompt,
                assistant(first),
                failed,
                assistant(second),
                result(tool(second).id(), "1\told", false)));
        assertThat(tool(third).name()).isEqualTo("Write");
        assertThat(tool(third).input()).isEqualTo(tool(first).input());
        DemoReply last = model.reply(request(
                prompt,
                assistant(first),
                failed,
                assistant(second),
                result(tool(second).id(), "1\told", false),
                assistant(third),
                result(tool(third).id(), "still no, read it", true)));
        assertThat(last.stopReason()).isEqualTo("end_turn");
    }

    @Test
    void otherQuestionsShouldBeAnsweredHonestly() {
        DemoReply reply = model.reply(request(user("What is the capital of France?")));
        assertThat(((Text) reply.blocks().getFirst()).text()).contains("demo model", "not a real language model");
    }

    @Test
    void aSchemaShouldBeFollowed() {
        JsonNode body = Json.mapper().readTree("""
                {"model":"m","messages":[{"role":"user","content":"Plan the party"}],
                 "output_config":{"format":{"type":"json_schema","schema":{"type":"object",
                  "properties":{"title":{"type":"string"},"new":{"type":"boolean"}},"required":["title","new"]}}}}""");
        assertThat(((Text) model.reply(body).blocks().getFirst()).text())
                .isEqualTo("{\"title\":\"Plan the party\",\"new\":false}");
    }

    @Test
    void theStreamShouldHoldTheWholeAnswer() throws Exception {
        DemoReply reply = model.reply(request(user("write a haiku to haiku.md")));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        DemoWire.stream(reply, out, () -> {});
        StringBuilder text = new StringBuilder();
        StringBuilder input = new StringBuilder();
        List<String> types = new java.util.ArrayList<>();
        for (String event : out.toString(StandardCharsets.UTF_8).split("\n\n")) {
            JsonNode data = Json.mapper().readTree(event.substring(event.indexOf("data: ") + 6));
            types.add(data.path("type").asString());
            text.append(data.path("delta").path("text").asString(""));
            input.append(data.path("delta").path("partial_json").asString(""));
        }
        assertThat(types).startsWith("message_start", "content_block_start").endsWith("message_delta", "message_stop");
        assertThat(text.toString()).isEqualTo(((Text) reply.blocks().getFirst()).text());
        assertThat(Json.mapper().readTree(input.toString()).path("file_path").asString())
                .isEqualTo("/work/space/output/haiku.md");
    }
}
