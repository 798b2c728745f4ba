package io.sac.agent;

import io.sac.platform.Json;
import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Converter;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Stages as JSON text, in the shape that clients get. */
@Converter
public class StagesConverter implements AttributeConverter<Stages, String> {
    private static final JsonMapper JSON = Json.mapper();

    @Override
    public String convertToDatabaseColumn(@Nullable Stages stages) {
        return JSON.writeValueAsString(stages == null ? List.of() : stages.list());
    }

    @Override
    public Stages convertToEntityAttribute(@Nullable String text) {
        return text == null ? Stages.none() : new Stages(List.of(JSON.readValue(text, Stage[].class)));
    }
}
