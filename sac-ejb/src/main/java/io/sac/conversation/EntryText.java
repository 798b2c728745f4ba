package io.sac.conversation;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * What a person can search for in an entry, what a conversation is called, and entries made fit for PostgreSQL, whose
 * text knows neither NUL nor half of a surrogate pair.
 */
public final class EntryText {
    private static final int LONGEST = 200_000;
    private static final int LONGEST_TITLE = 120;
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final char SYMBOL_FOR_NUL = '\u2400';
    private static final char REPLACEMENT = '\uFFFD';

    private EntryText() {}

    /** The text of the blocks: what was said and thought, what tools were given and answered. */
    public static String of(JsonNode content) {
        var text = new StringBuilder();
        append(text, content);
        return cut(text.toString().strip(), LONGEST);
    }

    /** The first line of what a person wrote, if the entry is one; what the program adds in angle brackets is none. */
    public static Optional<String> title(NewEntry entry) {
        if (entry.role() != EntryRole.USER) {
            return Optional.empty();
        }
        for (JsonNode block : entry.content()) {
            String line =
                    block.path("text").asString("").strip().lines().findFirst().orElse("");
            if (block.path("type").asString("").equals("text")
                    && !line.isBlank()
                    && !line.startsWith("<")
                    && !line.startsWith("Caveat:")) {
                return Optional.of(cut(clean(line), LONGEST_TITLE));
            }
        }
        return Optional.empty();
    }

    /** The same JSON in which every text can be stored: NUL becomes its symbol, half a pair the replacement sign. */
    public static JsonNode storable(JsonNode node) {
        if (node instanceof ObjectNode object) {
            var copy = NODES.objectNode();
            object.properties().forEach(each -> copy.set(clean(each.getKey()), storable(each.getValue())));
            return copy;
        }
        if (node instanceof ArrayNode array) {
            var copy = NODES.arrayNode();
            array.forEach(each -> copy.add(storable(each)));
            return copy;
        }
        return node instanceof StringNode text ? NODES.stringNode(clean(text.stringValue())) : node;
    }

    /** The JSON text of a node that can be stored, or null for none. */
    public static @Nullable String json(JsonMapper json, @Nullable JsonNode node) {
        return node == null || node.isNull() ? null : json.writeValueAsString(storable(node));
    }

    /** A text that PostgreSQL takes. */
    public static String clean(String text) {
        if (isClean(text)) {
            return text;
        }
        var cleaned = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean pair = Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1));
            if (pair) {
                cleaned.append(c).append(text.charAt(++i));
            } else if (c == 0) {
                cleaned.append(SYMBOL_FOR_NUL);
            } else {
                cleaned.append(Character.isSurrogate(c) ? REPLACEMENT : c);
            }
        }
        return cleaned.toString();
    }

    private static boolean isClean(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0 || Character.isSurrogate(c)) {
                return false;
            }
        }
        return true;
    }

    private static void append(StringBuilder text, JsonNode node) {
        if (text.length() > LONGEST) {
            return;
        }
        if (node instanceof StringNode string) {
            text.append(clean(string.stringValue())).append('\n');
        } else if (node instanceof ArrayNode array) {
            array.forEach(each -> append(text, each));
        } else if (node instanceof ObjectNode object) {
            object.properties().forEach(each -> {
                if (isSaid(each.getKey())) {
                    append(text, each.getValue());
                }
            });
        }
    }

    /** Ids, kinds, signatures and the bytes of pictures are nothing that anybody said. */
    private static boolean isSaid(String key) {
        return switch (key) {
            case "type", "id", "tool_use_id", "signature", "data", "media_type", "cache_control", "source" -> false;
            default -> true;
        };
    }

    private static String cut(String text, int longest) {
        if (text.length() <= longest) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(longest - 1)) ? longest - 1 : longest;
        return text.substring(0, end);
    }
}
