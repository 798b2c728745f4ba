package io.sac.provider.demo;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A request to the Messages API, read for what the demo model goes by: what the person said last, and what tools did. */
final class DemoRequest {
    private static final Pattern FOLDER = Pattern.compile("working directory: (/[^\\n]*\\S)");
    private static final int MAX_TEXT = 4000;

    private final JsonNode root;
    private final List<JsonNode> turns = new ArrayList<>();

    DemoRequest(JsonNode root) {
        this.root = root;
        for (JsonNode message : root.path("messages")) {
            String role = message.path("role").asString("");
            if (role.equals("user") || role.equals("assistant")) {
                turns.add(message);
            }
        }
    }

    /** A tool that was called and what came of it. */
    record ToolRun(String name, JsonNode input, String output, boolean failed) {
        String text(String field) {
            return input.path(field).asString("");
        }
    }

    String model() {
        return root.path("model").asString("sac-demo");
    }

    boolean hasTool(String name) {
        return tools().contains(name);
    }

    private Set<String> tools() {
        Set<String> names = new HashSet<>();
        for (JsonNode tool : root.path("tools")) {
            names.add(tool.path("name").asString(""));
        }
        return names;
    }

    /** The tool that the client insists on, if it does. */
    Optional<JsonNode> forcedTool() {
        JsonNode choice = root.path("tool_choice");
        String type = choice.path("type").asString("");
        if (!type.equals("tool") && !type.equals("any")) {
            return Optional.empty();
        }
        String wanted = choice.path("name").asString("");
        for (JsonNode tool : root.path("tools")) {
            if (type.equals("any") || tool.path("name").asString("").equals(wanted)) {
                return Optional.of(tool);
            }
        }
        return Optional.empty();
    }

    /** The JSON schema that the answer must follow, if one is asked for. */
    Optional<JsonNode> answerSchema() {
        for (JsonNode format : List.of(root.path("output_config").path("format"), root.path("output_format"))) {
            if (format.path("type").asString("").equals("json_schema")) {
                JsonNode schema = format.path("schema");
                return Optional.of(schema.isObject() ? schema : format.path("json_schema"));
            }
        }
        return Optional.empty();
    }

    /** Everything of the system prompt. */
    String system() {
        return texts(root.path("system")).collect(Collectors.joining("\n"));
    }

    /** The folder in which the CLI works. */
    Optional<String> folder() {
        Matcher inSystem = FOLDER.matcher(system());
        if (inSystem.find()) {
            return Optional.of(inSystem.group(1));
        }
        for (JsonNode message : root.path("messages")) {
            Matcher inMessage = FOLDER.matcher(texts(message.path("content")).collect(Collectors.joining("\n")));
            if (inMessage.find()) {
                return Optional.of(inMessage.group(1));
            }
        }
        return Optional.empty();
    }

    /** What the person said last. */
    String lastPrompt() {
        for (int i = turns.size() - 1; i >= 0; i--) {
            String said = promptOf(turns.get(i));
            if (!said.isEmpty()) {
                return said;
            }
        }
        return "";
    }

    /** Everything the person said, oldest first. */
    List<String> prompts() {
        return turns.stream()
                .map(DemoRequest::promptOf)
                .filter(text -> !text.isEmpty())
                .toList();
    }

    private static String promptOf(JsonNode turn) {
        if (!turn.path("role").asString("").equals("user")) {
            return "";
        }
        String said = texts(turn.path("content"))
                .map(String::strip)
                .filter(text -> !isMachinery(text))
                .collect(Collectors.joining("\n"))
                .strip();
        return said.length() > MAX_TEXT ? said.substring(0, MAX_TEXT) : said;
    }

    /** What a CLI adds to the person's words for the model. */
    private static boolean isMachinery(String text) {
        return text.isEmpty()
                || text.startsWith("<system-reminder>")
                || text.startsWith("<local-command")
                || text.startsWith("<command-")
                || text.startsWith("[Request interrupted");
    }

    /** What tools did since the person last spoke, oldest first. */
    List<ToolRun> toolRuns() {
        Map<String, JsonNode> calls = new LinkedHashMap<>();
        List<ToolRun> runs = new ArrayList<>();
        for (JsonNode turn : turns) {
            if (!promptOf(turn).isEmpty()) {
                calls.clear();
                runs.clear();
            }
            for (JsonNode block : turn.path("content")) {
                String type = block.path("type").asString("");
                if (type.equals("tool_use")) {
                    calls.put(block.path("id").asString(""), block);
                } else if (type.equals("tool_result")) {
                    JsonNode call = calls.get(block.path("tool_use_id").asString(""));
                    if (call != null) {
                        runs.add(new ToolRun(
                                call.path("name").asString(""),
                                call.path("input"),
                                texts(block.path("content")).collect(Collectors.joining("\n")),
                                block.path("is_error").asBoolean(false)));
                    }
                }
            }
        }
        return runs;
    }

    /** Whether the last message brings results of tools. */
    boolean answersTools() {
        if (turns.isEmpty()) {
            return false;
        }
        for (JsonNode block : turns.getLast().path("content")) {
            if (block.path("type").asString("").equals("tool_result")) {
                return true;
            }
        }
        return false;
    }

    /** Roughly what the request weighs: four characters to a token. */
    int tokens() {
        return Math.max(1, root.toString().length() / 4);
    }

    /** The same for the same request, another for every other. */
    String fingerprint() {
        return Long.toHexString(hash(root.path("messages").toString()))
                + Long.toHexString(hash(root.path("metadata").toString() + root.path("model")));
    }

    private static long hash(String text) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
        }
        return hash;
    }

    private static java.util.stream.Stream<String> texts(@Nullable JsonNode content) {
        if (content == null) {
            return java.util.stream.Stream.empty();
        }
        if (content.isString()) {
            return java.util.stream.Stream.of(content.asString());
        }
        List<String> texts = new ArrayList<>();
        for (JsonNode block : content) {
            if (block.path("type").asString("").equals("text")) {
                texts.add(block.path("text").asString(""));
            }
        }
        return texts.stream();
    }
}
