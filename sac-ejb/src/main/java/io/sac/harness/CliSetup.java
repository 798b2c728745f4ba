package io.sac.harness;

import io.sac.harness.HarnessDescriptor.HomeFile;
import io.sac.harness.HarnessDescriptor.ModelMapping;
import io.sac.platform.Json;
import io.sac.provider.ModelAccess;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a sidecar needs to run a program for one agent: the commands, the complete environment and the files of its
 * home. Made from a descriptor alone, without touching anything; {@code {session_id}}, {@code {conversation_id}},
 * {@code {model_url}} and {@code {model_key}} are left for the sidecar.
 */
public record CliSetup(
        List<String> start,
        List<String> resume,
        Map<String, String> environment,
        List<SetupFile> files,
        List<String> transcripts) {
    private static final JsonMapper JSON = Json.mapper();
    private static final int KEY_END = 20;

    /**
     * A file to put into the home; {@code json} is merged over what is there, and that over the {@code defaults};
     * {@code text} replaces it unless kept.
     */
    public record SetupFile(
            String path,
            @Nullable JsonNode json,
            @Nullable JsonNode defaults,
            @Nullable String text,
            boolean keep) {
        /** The content to write, given what is there now. */
        public String over(@Nullable String present) {
            if (json == null) {
                return Objects.requireNonNullElse(text, "");
            }
            JsonNode there = defaults == null ? parsed(present) : merged(defaults, parsed(present));
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(merged(there, json)) + "\n";
        }
    }

    /**
     * Makes the set-up.
     *
     * @param machine variables of the machine that every program gets, such as the path and the proxy
     * @param variables the agent's own variables
     */
    public static CliSetup of(
            HarnessDescriptor descriptor,
            CliPlaces places,
            Map<String, String> machine,
            Map<String, String> variables,
            ModelAccess model,
            @Nullable String permissionMode,
            String instructions) {
        Map<String, String> values = values(descriptor, places, model, permissionMode, instructions);
        Map<String, String> environment = new LinkedHashMap<>(machine);
        environment.putAll(variables);
        environment.put("HOME", places.home().toString());
        fill(environment, descriptor.environment(), values);
        ModelMapping mapping = descriptor.model();
        if (mapping != null) {
            model(environment, mapping, model, values);
        }
        return new CliSetup(
                descriptor.start().stream().map(part -> filled(part, values)).toList(),
                descriptor.resume().stream().map(part -> filled(part, values)).toList(),
                environment,
                descriptor.files().stream().map(file -> file(file, values)).toList(),
                descriptor.transcripts());
    }

    private static Map<String, String> values(
            HarnessDescriptor descriptor,
            CliPlaces places,
            ModelAccess model,
            @Nullable String permissionMode,
            String instructions) {
        String key = Objects.requireNonNullElse(model.key(), "");
        Map<String, String> values = new LinkedHashMap<>();
        values.put("program", places.program().toString());
        values.put("home", places.home().toString());
        values.put("workspace", places.workspace().toString());
        values.put("output", places.output().toString());
        values.put("hook_command", "bash " + shellQuoted(places.hook().toString()));
        values.put(
                "permission_mode",
                Objects.requireNonNullElse(
                        permissionMode == null ? descriptor.defaultPermissionMode() : permissionMode, ""));
        values.put("instructions", instructions);
        values.put("base_url", Objects.requireNonNullElse(model.baseUrl(), ""));
        values.put("key", key);
        values.put("key_end", key.length() <= KEY_END ? key : key.substring(key.length() - KEY_END));
        return values;
    }

    private static void model(
            Map<String, String> environment, ModelMapping mapping, ModelAccess model, Map<String, String> values) {
        if (model.throughSac()) {
            fill(environment, mapping.throughSac(), values);
        } else {
            if (model.baseUrl() != null) {
                fill(environment, mapping.address(), values);
            }
            fill(
                    environment,
                    switch (model.authentication()) {
                        case BEARER -> mapping.bearer();
                        case API_KEY -> mapping.apiKey();
                        case NONE -> mapping.none();
                    },
                    values);
        }
        size(environment, mapping.small(), model.small());
        size(environment, mapping.medium(), model.medium());
        size(environment, mapping.large(), model.large());
    }

    private static void size(Map<String, String> environment, Map<String, String> mapping, @Nullable String model) {
        if (model != null) {
            fill(environment, mapping, Map.of("model", model));
        }
    }

    private static void fill(Map<String, String> into, Map<String, String> templates, Map<String, String> values) {
        templates.forEach((name, template) -> into.put(name, filled(template, values)));
    }

    private static SetupFile file(HomeFile file, Map<String, String> values) {
        JsonNode content = file.content();
        if (file.isJson() && content != null) {
            return new SetupFile(file.path(), filled(content, values), file.defaults(), null, file.isKept());
        }
        List<String> lines = Objects.requireNonNullElse(file.lines(), List.of());
        String text = filled(String.join("\n", lines), values).stripTrailing() + "\n";
        return new SetupFile(file.path(), null, null, text, file.isKept());
    }

    private static JsonNode filled(JsonNode template, Map<String, String> values) {
        if (template.isObject()) {
            ObjectNode object = JSON.createObjectNode();
            template.properties()
                    .forEach(entry -> object.set(filled(entry.getKey(), values), filled(entry.getValue(), values)));
            return object;
        }
        if (template.isArray()) {
            ArrayNode array = JSON.createArrayNode();
            template.forEach(element -> array.add(filled(element, values)));
            return array;
        }
        return template.isString() ? JSON.getNodeFactory().stringNode(filled(template.asString(), values)) : template;
    }

    /** One pass over the template, so that a value that looks like a placeholder stays what it is. */
    private static String filled(String template, Map<String, String> values) {
        StringBuilder text = new StringBuilder();
        int at = 0;
        while (at < template.length()) {
            int open = template.indexOf('{', at);
            int close = open < 0 ? -1 : template.indexOf('}', open);
            if (close < 0) {
                break;
            }
            String value = values.get(template.substring(open + 1, close));
            text.append(template, at, open).append(value == null ? template.substring(open, close + 1) : value);
            at = close + 1;
        }
        return text.append(template, at, template.length()).toString();
    }

    /** For programs that give a configured command to a shell. */
    private static String shellQuoted(String path) {
        return path.matches("[A-Za-z0-9_./-]+") ? path : "'" + path.replace("'", "'\\''") + "'";
    }

    private static JsonNode parsed(@Nullable String present) {
        if (present == null || present.isBlank()) {
            return JSON.createObjectNode();
        }
        try {
            return JSON.readTree(present);
        } catch (tools.jackson.core.JacksonException e) {
            return JSON.createObjectNode(); // what a program left half written is started anew
        }
    }

    private static JsonNode merged(JsonNode below, JsonNode above) {
        if (!below.isObject() || !above.isObject()) {
            return above;
        }
        ObjectNode result = (ObjectNode) below.deepCopy();
        above.properties().forEach(entry -> {
            JsonNode before = result.get(entry.getKey());
            result.set(entry.getKey(), before == null ? entry.getValue() : merged(before, entry.getValue()));
        });
        return result;
    }
}
