package io.sac.sidecar.json;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonPrimitive;
import com.google.gson.Strictness;
import com.google.gson.internal.Streams;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The fields of one JSON object, each asked for by name and type; {@link #done()} refuses those nobody asked for. */
public final class Fields {
    private final JsonObject object;
    private final Set<String> asked = new HashSet<>();

    private Fields(JsonObject object) {
        this.object = object;
    }

    /** Reads an object from a text. */
    public static Fields of(String text) {
        return of(parse(text));
    }

    /** Looks into an object that was read already. */
    public static Fields of(@Nullable JsonElement element) {
        if (element == null || !element.isJsonObject()) {
            throw new BadJsonException("an object is expected");
        }
        return new Fields(element.getAsJsonObject());
    }

    /** Parses a text that must be one JSON value and nothing else. */
    public static JsonElement parse(String text) {
        try (JsonReader reader = new JsonReader(new StringReader(text))) {
            reader.setStrictness(Strictness.STRICT);
            reader.setNestingLimit(200);
            JsonElement element = Streams.parse(reader);
            if (reader.peek() != JsonToken.END_DOCUMENT) {
                throw new BadJsonException("there is something after the end");
            }
            return element;
        } catch (IOException | JsonParseException | IllegalStateException e) {
            throw new BadJsonException("this is not JSON: " + e.getMessage());
        }
    }

    private @Nullable JsonElement take(String name) {
        asked.add(name);
        JsonElement element = object.get(name);
        return element == null || element.isJsonNull() ? null : element;
    }

    /** A text, or null when it is absent. */
    public @Nullable String optionalText(String name) {
        JsonElement element = take(name);
        if (element == null) {
            return null;
        }
        if (!(element instanceof JsonPrimitive primitive) || !primitive.isString()) {
            throw new BadJsonException(name + " must be a text");
        }
        return primitive.getAsString();
    }

    /** A text. */
    public String text(String name) {
        return required(name, optionalText(name));
    }

    /** A whole number, or null when it is absent. */
    public @Nullable Long optionalNumber(String name) {
        JsonElement element = take(name);
        if (element == null) {
            return null;
        }
        try {
            if (element instanceof JsonPrimitive primitive && primitive.isNumber()) {
                return primitive.getAsBigDecimal().longValueExact();
            }
        } catch (ArithmeticException | NumberFormatException e) {
            throw new BadJsonException(name + " must be a whole number");
        }
        throw new BadJsonException(name + " must be a whole number");
    }

    /** A whole number within bounds. */
    public int number(String name, int least, int most) {
        return within(name, required(name, optionalNumber(name)), least, most);
    }

    /** A whole number within bounds, or another one when it is absent. */
    public int number(String name, int least, int most, int otherwise) {
        Long value = optionalNumber(name);
        return value == null ? otherwise : within(name, value, least, most);
    }

    private static int within(String name, long value, int least, int most) {
        if (value < least || value > most) {
            throw new BadJsonException(name + " must be between " + least + " and " + most);
        }
        return (int) value;
    }

    /** A truth value, or another one when it is absent. */
    public boolean flag(String name, boolean otherwise) {
        JsonElement element = take(name);
        if (element == null) {
            return otherwise;
        }
        if (!(element instanceof JsonPrimitive primitive) || !primitive.isBoolean()) {
            throw new BadJsonException(name + " must be true or false");
        }
        return primitive.getAsBoolean();
    }

    /** Texts; none when they are absent. */
    public List<String> texts(String name) {
        JsonElement element = take(name);
        if (element == null) {
            return List.of();
        }
        if (!(element instanceof JsonArray array)) {
            throw new BadJsonException(name + " must be a list of texts");
        }
        List<String> texts = new ArrayList<>();
        for (JsonElement item : array) {
            if (!(item instanceof JsonPrimitive primitive) || !primitive.isString()) {
                throw new BadJsonException(name + " must be a list of texts");
            }
            texts.add(primitive.getAsString());
        }
        return List.copyOf(texts);
    }

    /** Texts by name; none when they are absent. */
    public Map<String, String> textsByName(String name) {
        JsonElement element = take(name);
        Map<String, String> texts = new LinkedHashMap<>();
        if (element == null) {
            return texts;
        }
        if (!element.isJsonObject()) {
            throw new BadJsonException(name + " must be an object of texts");
        }
        for (Map.Entry<String, JsonElement> entry : element.getAsJsonObject().entrySet()) {
            if (!(entry.getValue() instanceof JsonPrimitive primitive) || !primitive.isString()) {
                throw new BadJsonException(name + " must be an object of texts");
            }
            texts.put(entry.getKey(), primitive.getAsString());
        }
        return texts;
    }

    /** An object inside, or null when it is absent. */
    public @Nullable Fields optionalFields(String name) {
        JsonElement element = take(name);
        return element == null ? null : of(element);
    }

    /** An object inside. */
    public Fields fields(String name) {
        return required(name, optionalFields(name));
    }

    /** Any value, or null when it is absent. */
    public @Nullable JsonElement any(String name) {
        return take(name);
    }

    /** Names the fields that nobody asked for. */
    public Set<String> unknown() {
        Set<String> unknown = new HashSet<>(object.keySet());
        unknown.removeAll(asked);
        return unknown;
    }

    /** Refuses fields that nobody asked for. */
    public void done() {
        if (!unknown().isEmpty()) {
            throw new BadJsonException("unknown field " + unknown().iterator().next());
        }
    }

    private static <T> T required(String name, @Nullable T value) {
        if (value == null) {
            throw new BadJsonException(name + " is missing");
        }
        return value;
    }
}
