package io.sac.provider.demo;

import io.sac.platform.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The smallest values that follow a JSON schema. */
final class DemoSchema {
    private static final int DEEPEST = 8;

    private DemoSchema() {}

    static String json(JsonNode schema, String words) {
        return Json.mapper().writeValueAsString(example(schema, words));
    }

    static Map<String, Object> example(JsonNode schema, String words) {
        return object(schema, words, 0);
    }

    private static Map<String, Object> object(JsonNode schema, String words, int depth) {
        Map<String, Object> object = new LinkedHashMap<>();
        JsonNode properties = schema.path("properties");
        List<String> names = new ArrayList<>();
        schema.path("required").forEach(name -> names.add(name.asString("")));
        if (names.isEmpty()) {
            names.addAll(properties.propertyNames());
        }
        for (String name : names) {
            Object value = value(properties.path(name), words, depth + 1);
            if (value != null) {
                object.put(name, value);
            }
        }
        return object;
    }

    private static @Nullable Object value(JsonNode schema, String words, int depth) {
        if (depth > DEEPEST) {
            return null;
        }
        if (schema.path("const").isString()) {
            return schema.path("const").asString();
        }
        JsonNode choices = schema.path("enum");
        if (choices.isArray() && !choices.isEmpty()) {
            return choices.get(0).isString() ? choices.get(0).asString() : choices.get(0);
        }
        JsonNode type = schema.path("type");
        return switch (type.isArray() && !type.isEmpty() ? type.get(0).asString("") : type.asString("string")) {
            case "object" -> object(schema, words, depth);
            case "array" -> List.of();
            case "boolean" -> Boolean.FALSE;
            case "integer", "number" -> 0;
            case "null" -> null;
            default -> words;
        };
    }
}
