package io.sac.provider.demo;

import io.sac.platform.Json;
import io.sac.provider.demo.DemoReply.Block;
import io.sac.provider.demo.DemoReply.Text;
import io.sac.provider.demo.DemoReply.ToolUse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** Writes the demo model's answers as the Messages API does: as one body, or as a stream of server-sent events. */
public final class DemoWire {
    private static final JsonMapper JSON = Json.mapper();
    private static final int TEXT_PIECE = 24;
    private static final int JSON_PIECE = 96;

    private DemoWire() {}

    /** The whole answer at once. */
    public static Map<String, Object> whole(DemoReply reply) {
        Map<String, Object> message =
                message(reply, reply.blocks().stream().map(DemoWire::block).toList());
        message.put("stop_reason", reply.stopReason());
        message.put("usage", usage(reply.inputTokens(), reply.outputTokens()));
        return message;
    }

    /** The answer as events, each flushed, with a pause between pieces of text so that it reads as being written. */
    public static void stream(DemoReply reply, OutputStream out, Pause pause) throws IOException {
        event(out, "message_start", Map.of("message", message(reply, List.of())));
        int index = 0;
        for (Block block : reply.blocks()) {
            event(out, "content_block_start", Map.of("index", index, "content_block", opening(block)));
            for (Map<String, Object> delta : deltas(block)) {
                event(out, "content_block_delta", Map.of("index", index, "delta", delta));
                pause.between();
            }
            event(out, "content_block_stop", Map.of("index", index));
            index++;
        }
        Map<String, Object> end = new LinkedHashMap<>();
        end.put("stop_reason", reply.stopReason());
        event(out, "message_delta", Map.of("delta", end, "usage", usage(reply.inputTokens(), reply.outputTokens())));
        event(out, "message_stop", Map.of());
    }

    /** What to do between two pieces of text. */
    @FunctionalInterface
    public interface Pause {
        void between() throws IOException;
    }

    private static Map<String, Object> message(DemoReply reply, List<?> content) {
        Map<String, Object> message = new LinkedHashMap<>();
        message.put("id", reply.id());
        message.put("type", "message");
        message.put("role", "assistant");
        message.put("model", reply.model());
        message.put("content", content);
        message.put("usage", usage(reply.inputTokens(), 1));
        return message;
    }

    private static Map<String, Object> usage(int input, int output) {
        Map<String, Object> usage = new LinkedHashMap<>();
        usage.put("input_tokens", input);
        usage.put("cache_creation_input_tokens", 0);
        usage.put("cache_read_input_tokens", 0);
        usage.put("output_tokens", output);
        return usage;
    }

    private static Map<String, Object> block(Block block) {
        return switch (block) {
            case Text text -> Map.of("type", "text", "text", text.text());
            case ToolUse tool -> toolUse(tool, tool.input());
        };
    }

    private static Map<String, Object> opening(Block block) {
        return switch (block) {
            case Text text -> Map.of("type", "text", "text", "");
            case ToolUse tool -> toolUse(tool, Map.of());
        };
    }

    private static Map<String, Object> toolUse(ToolUse tool, Map<String, Object> input) {
        Map<String, Object> block = new LinkedHashMap<>();
        block.put("type", "tool_use");
        block.put("id", tool.id());
        block.put("name", tool.name());
        block.put("input", input);
        return block;
    }

    private static List<Map<String, Object>> deltas(Block block) {
        return switch (block) {
            case Text text ->
                pieces(text.text(), TEXT_PIECE).stream()
                        .map(piece -> Map.<String, Object>of("type", "text_delta", "text", piece))
                        .toList();
            case ToolUse tool ->
                pieces(JSON.writeValueAsString(tool.input()), JSON_PIECE).stream()
                        .map(piece -> Map.<String, Object>of("type", "input_json_delta", "partial_json", piece))
                        .toList();
        };
    }

    /** Cuts between characters, never inside one. */
    private static List<String> pieces(String text, int length) {
        List<String> pieces = new ArrayList<>();
        for (int start = 0; start < text.length(); ) {
            int end = Math.min(text.length(), start + length);
            if (end < text.length() && Character.isLowSurrogate(text.charAt(end))) {
                end++;
            }
            pieces.add(text.substring(start, end));
            start = end;
        }
        return pieces;
    }

    private static void event(OutputStream out, String type, Map<String, ?> fields) throws IOException {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("type", type);
        data.putAll(fields);
        out.write(("event: " + type + "\ndata: " + JSON.writeValueAsString(data) + "\n\n")
                .getBytes(StandardCharsets.UTF_8));
        out.flush();
    }
}
