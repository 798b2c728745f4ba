package io.sac.web.http;

import io.sac.problem.InvalidRequestException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.ext.ParamConverter;
import jakarta.ws.rs.ext.ParamConverterProvider;
import jakarta.ws.rs.ext.Provider;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads numbers, ids and flags of a query. By itself JAX-RS answers one that it cannot read as if the address did not
 * exist; here the person hears which value is wrong.
 */
@Provider
@ApplicationScoped
public class QueryValues implements ParamConverterProvider {
    private static final String NUMBER = "Give a number.";

    private static final Map<Class<?>, Reader> READERS = Map.of(
            Long.class, new Reader(Long::valueOf, NUMBER),
            long.class, new Reader(Long::valueOf, NUMBER),
            Integer.class, new Reader(Integer::valueOf, NUMBER),
            int.class, new Reader(Integer::valueOf, NUMBER),
            UUID.class, new Reader(UUID::fromString, "Give an id such as 7d444840-9dc0-11d1-b245-5ffdce74fad2."),
            boolean.class, new Reader(QueryValues::flag, "Give true or false."));

    private record Reader(Function<String, Object> parse, String wanted) {}

    @Override
    @SuppressWarnings("unchecked")
    public <T> @Nullable ParamConverter<T> getConverter(Class<T> type, Type generic, Annotation[] annotations) {
        Reader reader = READERS.get(type);
        Optional<String> name = Arrays.stream(annotations)
                .filter(QueryParam.class::isInstance)
                .map(annotation -> ((QueryParam) annotation).value())
                .findFirst();
        return reader == null || name.isEmpty() ? null : (ParamConverter<T>) new Value(name.get(), reader);
    }

    private static Boolean flag(String text) {
        if (text.equals("true") || text.equals("false")) {
            return Boolean.valueOf(text);
        }
        throw new IllegalArgumentException("neither true nor false");
    }

    /** One parameter. */
    private record Value(String name, Reader reader) implements ParamConverter<Object> {
        @Override
        public @Nullable Object fromString(@Nullable String text) {
            try {
                return text == null ? null : reader.parse().apply(text);
            } catch (IllegalArgumentException e) {
                throw new InvalidRequestException(name, reader.wanted());
            }
        }

        @Override
        public String toString(Object value) {
            return value.toString();
        }
    }
}
