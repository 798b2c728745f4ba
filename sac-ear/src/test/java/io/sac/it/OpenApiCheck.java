package io.sac.it;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Holds every answer against {@code openapi.yaml}: an operation, status or field that is not in it fails the test. */
final class OpenApiCheck {
    private static final Path CONTRACT = Path.of("../sac-web/src/main/resources/META-INF/openapi.yaml");

    private final JsonNode contract;
    private final ObjectMapper json = new ObjectMapper();
    private final SchemaRegistry schemas = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
    private final Map<String, Schema> known = new ConcurrentHashMap<>();

    OpenApiCheck() {
        try {
            this.contract = new YAMLMapper().readTree(Files.readString(CONTRACT));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    JsonNode contract() {
        return contract;
    }

    /** All operations, in the order of the contract. */
    List<Operation> operations() {
        return contract.path("paths").properties().stream()
                .flatMap(path -> path.getValue().properties().stream()
                        .filter(method -> method.getValue().has("operationId"))
                        .map(method -> operation(path.getKey(), method.getKey(), method.getValue())))
                .toList();
    }

    private Operation operation(String path, String method, JsonNode operation) {
        JsonNode security = operation.has("security") ? operation.path("security") : contract.path("security");
        boolean open = security.isEmpty() || security.valueStream().anyMatch(JsonNode::isEmpty);
        boolean stream = operation.at("/responses/200/content").has("text/event-stream");
        boolean json = operation.at("/requestBody/content").has("application/json");
        return new Operation(
                operation.path("operationId").asString(), method.toUpperCase(Locale.ROOT), path, open, stream, json);
    }

    /** Whether an operation has a parameter of this name. */
    boolean hasParameter(Operation operation, String name) {
        return contract.path("paths")
                .path(operation.path())
                .path(operation.method().toLowerCase(Locale.ROOT))
                .path("parameters")
                .valueStream()
                .anyMatch(each -> resolve(each).path("name").asString().equals(name));
    }

    /** One operation: whether it answers somebody who has not signed in, never ends, takes JSON. */
    record Operation(String id, String method, String path, boolean open, boolean stream, boolean json) {
        @Override
        public String toString() {
            return id;
        }
    }

    /** Fails when the answer is not one that the contract names for this operation. */
    void check(String method, String path, HttpResponse<byte[]> answer) {
        String bare = path.contains("?") ? path.substring(0, path.indexOf('?')) : path;
        String template = template(bare).orElseThrow(() -> new AssertionError("the contract has no path for " + bare));
        JsonNode operation = contract.at("/paths").path(template).path(method.toLowerCase());
        if (operation.isMissingNode()) {
            if (answer.statusCode() == 405) {
                return;
            }
            throw new AssertionError("the contract has no " + method + " " + template);
        }
        String status = String.valueOf(answer.statusCode());
        JsonNode response = operation.path("responses").path(status);
        if (response.isMissingNode()) {
            if (answer.statusCode() < 400) {
                throw new AssertionError(method + " " + template + " answered " + status + ", which is not documented");
            }
            response = operation.path("responses").path("default");
        }
        checkBody(method + " " + template + " " + status, resolve(response), answer);
    }

    private void checkBody(String what, JsonNode response, HttpResponse<byte[]> answer) {
        JsonNode content = response.path("content");
        if (content.isMissingNode()) {
            if (answer.body().length > 0) {
                throw new AssertionError(what + ": a body where the contract has none");
            }
            return;
        }
        String type = answer.headers()
                .firstValue("Content-Type")
                .orElse("")
                .replaceFirst(";.*", "")
                .strip();
        JsonNode media = content.path(type).isMissingNode() ? content.path("*/*") : content.path(type);
        if (media.isMissingNode()) {
            throw new AssertionError(what + ": content type " + type + " is not documented");
        }
        if (!type.endsWith("json")) {
            return;
        }
        Schema schema = known.computeIfAbsent(what, _ -> schema(media.path("schema")));
        List<Error> errors = schema.validate(json.readTree(answer.body()));
        if (!errors.isEmpty()) {
            throw new AssertionError(what + ": " + errors + " in " + new String(answer.body()));
        }
    }

    /** The schema as a document of its own, in which the references still find the components. */
    private Schema schema(JsonNode schema) {
        ObjectNode document = json.createObjectNode();
        document.putArray("allOf").add(schema);
        document.set("components", contract.path("components"));
        return schemas.getSchema(document);
    }

    private JsonNode resolve(JsonNode node) {
        JsonNode reference = node.path("$ref");
        return reference.isMissingNode()
                ? node
                : contract.at(reference.asString().substring(1));
    }

    Optional<String> template(String path) {
        if (contract.at("/paths").has(path)) {
            return Optional.of(path);
        }
        return contract.at("/paths").propertyNames().stream()
                .filter(template -> Pattern.matches(form(template), path))
                .findFirst();
    }

    /** A file's path may hold slashes, as the contract says in words: it has no other way. */
    private static String form(String template) {
        return template.replace("{file}", ".+").replaceAll("\\{[^}]+}", "[^/]+");
    }
}
