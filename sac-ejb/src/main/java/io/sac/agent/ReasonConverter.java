package io.sac.agent;

import io.sac.platform.Json;
import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Converter;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** A reason as JSON text, in the shape that clients get. */
@Converter
public class ReasonConverter implements AttributeConverter<@Nullable Reason, @Nullable String> {
    private static final JsonMapper JSON = Json.mapper();

    @Override
    public @Nullable String convertToDatabaseColumn(@Nullable Reason reason) {
        return reason == null ? null : JSON.writeValueAsString(reason);
    }

    @Override
    public @Nullable Reason convertToEntityAttribute(@Nullable String text) {
        return text == null ? null : JSON.readValue(text, Reason.class);
    }
}
