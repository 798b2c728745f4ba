package io.sac.sidecar.conversation;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.sac.sidecar.json.BadJsonException;
import io.sac.sidecar.json.Fields;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/**
 * One line of a Claude Code transcript as the server takes it. Lines without an id and a time are the CLI's own notes
 * (summaries, snapshots of files) and no entries of the conversation.
 */
final class TranscriptEntry {
    private static final int MAX_ID = 200;

    private TranscriptEntry() {}

    /** The entry of a line; null: none. */
    static @Nullable JsonObject of(String line) {
        try {
            JsonElement element = Fields.parse(line);
            return element.isJsonObject() ? of(element.getAsJsonObject()) : null;
        } catch (BadJsonException e) {
            return null;
        }
    }

    static @Nullable JsonObject of(JsonObject raw) {
        String id = text(raw, "uuid");
        String at = time(text(raw, "timestamp"));
        if (id == null || id.isEmpty() || id.length() > MAX_ID || at == null) {
            return null;
        }
        JsonObject message = raw.get("message") instanceof JsonObject object ? object : new JsonObject();
        JsonArray content = content(raw, message);
        JsonObject entry = new JsonObject();
        entry.addProperty("entry_id", id);
        String parent = text(raw, "parentUuid");
        if (parent != null && parent.length() <= MAX_ID) {
            entry.addProperty("parent_id", parent);
        }
        entry.addProperty("at", at);
        String role = role(raw, message, content);
        entry.addProperty("role", role);
        entry.addProperty("kind", kind(raw, role, content));
        entry.add("content", content);
        if (message.get("usage") instanceof JsonObject usage) {
            entry.add("usage", usage);
        }
        String model = text(message, "model");
        if (model != null) {
            entry.addProperty("model", model);
        }
        entry.add("raw", raw);
        return entry;
    }

    private static @Nullable String text(JsonObject object, String name) {
        JsonElement element = object.get(name);
        return element != null
                        && element.isJsonPrimitive()
                        && element.getAsJsonPrimitive().isString()
                ? element.getAsString()
                : null;
    }

    private static @Nullable String time(@Nullable String text) {
        try {
            return text == null ? null : Instant.parse(text).toString();
        } catch (DateTimeParseException e) {
            return null;
        }
    }

    private static JsonArray content(JsonObject raw, JsonObject message) {
        JsonElement content = message.has("content") ? message.get("content") : raw.get("content");
        if (content instanceof JsonArray blocks) {
            return blocks;
        }
        JsonArray blocks = new JsonArray();
        if (content != null && content.isJsonPrimitive()) {
            JsonObject block = new JsonObject();
            block.addProperty("type", "text");
            block.addProperty("text", content.getAsString());
            blocks.add(block);
        }
        return blocks;
    }

    private static boolean holds(JsonArray content, String type) {
        for (JsonElement block : content) {
            if (block instanceof JsonObject object && type.equals(text(object, "type"))) {
                return true;
            }
        }
        return false;
    }

    private static String role(JsonObject raw, JsonObject message, JsonArray content) {
        if (holds(content, "tool_result")) {
            return "tool";
        }
        String role = text(message, "role");
        String type = role != null ? role : text(raw, "type");
        return type != null && (type.equals("user") || type.equals("assistant")) ? type : "system";
    }

    private static String kind(JsonObject raw, String role, JsonArray content) {
        for (String type : new String[] {"tool_result", "tool_use", "text", "thinking", "image"}) {
            if (!role.equals("system") && holds(content, type)) {
                return type;
            }
        }
        String subtype = text(raw, "subtype");
        String type = subtype != null ? subtype : text(raw, "type");
        return type == null || type.length() > 64 ? "other" : type;
    }
}
