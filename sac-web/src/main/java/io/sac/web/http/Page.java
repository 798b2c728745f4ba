package io.sac.web.http;

import io.sac.problem.InvalidRequestException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One page of a list: read one item more than asked for, and the last one shown tells where the next page starts. */
public record Page<T>(List<T> items, @Nullable String nextCursor) {

    /** Cuts a list of up to {@code limit + 1} items. */
    public static <T> Page<T> of(List<T> oneMore, int limit, Function<T, String> cursor) {
        if (oneMore.size() <= limit) {
            return new Page<>(oneMore, null);
        }
        List<T> shown = List.copyOf(oneMore.subList(0, limit));
        return new Page<>(shown, cursor.apply(shown.getLast()));
    }

    /** A cursor that clients cannot be tempted to build. */
    public static String cursor(Object position) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(position.toString().getBytes(StandardCharsets.UTF_8));
    }

    public static long number(@Nullable String cursor, long without) {
        return cursor == null || cursor.isEmpty() ? without : Long.parseLong(text(cursor, "-?\\d{1,18}"));
    }

    /** The position in a cursor that one of our pages gave, when it has the expected form. */
    public static String text(String cursor, String form) {
        try {
            String text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
            if (text.matches(form)) {
                return text;
            }
        } catch (IllegalArgumentException e) {
            throw refusal();
        }
        throw refusal();
    }

    private static InvalidRequestException refusal() {
        return new InvalidRequestException("cursor", "Use the next_cursor of the page before.");
    }
}
