package io.sac.provider.demo;

import java.util.List;
import java.util.Map;

/** One answer of the demo model: blocks of text and tool calls, and what it would have cost. */
public record DemoReply(String id, String model, List<Block> blocks, int inputTokens, int outputTokens) {

    /** A part of an answer. */
    public sealed interface Block {}

    /** Something said. */
    public record Text(String text) implements Block {}

    /** A tool that the CLI shall run. */
    public record ToolUse(String id, String name, Map<String, Object> input) implements Block {}

    /** Why the answer ends: to have tools run, or because everything is said. */
    public String stopReason() {
        return blocks.stream().anyMatch(ToolUse.class::isInstance) ? "tool_use" : "end_turn";
    }
}
