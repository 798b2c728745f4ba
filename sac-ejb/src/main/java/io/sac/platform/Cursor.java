package io.sac.platform;

import io.sac.problem.InvalidRequestException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** The position at which a page ended, as clients carry it: opaque to them, a small record to us. */
public final class Cursor {
    private static final JsonMapper JSON = Json.mapper()
            .rebuild()
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .build();
    private static final int LONGEST = 4000;

    private Cursor() {}

    public static String write(Object position) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(JSON.writeValueAsString(position).getBytes(StandardCharsets.UTF_8));
    }

    public static <T> T read(String cursor, Class<T> type) {
        try {
            T position = cursor.length() > LONGEST
                    ? null
                    : JSON.readValue(Base64.getUrlDecoder().decode(cursor), type);
            if (position != null) {
                return position;
            }
        } catch (IllegalArgumentException | JacksonException e) {
            // Answered below: what a client sends as a cursor is either one of ours or none.
        }
        throw new InvalidRequestException(
                "cursor", "This is not a cursor that SAC gave out. Start with the first page.");
    }
}
