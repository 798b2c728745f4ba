package io.sac.web.http;

import io.sac.problem.InvalidRequestException;
import io.sac.problem.ProblemType;
import io.sac.problem.SacException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.StreamingOutput;
import jakarta.ws.rs.ext.MessageBodyReader;
import jakarta.ws.rs.ext.MessageBodyWriter;
import jakarta.ws.rs.ext.Provider;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Reader;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JacksonException.Reference;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.json.JsonMapper;

/** Reads and writes the JSON bodies of the REST side, strictly and of bounded size. */
@Provider
@ApplicationScoped
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public class JsonBodies implements MessageBodyReader<Object>, MessageBodyWriter<Object> {
    private static final long USUAL_LIMIT = 1 << 20;

    private final JsonMapper json;

    @Inject
    public JsonBodies(JsonMapper json) {
        this.json = json;
    }

    @SuppressWarnings("NullAway") // RESTEasy looks for it, although CDI then takes the one above
    public JsonBodies() {
        this(null);
    }

    @Override
    public boolean isReadable(Class<?> type, Type generic, Annotation[] annotations, MediaType media) {
        return isJson(type, media);
    }

    @Override
    public boolean isWriteable(Class<?> type, Type generic, Annotation[] annotations, MediaType media) {
        return isJson(type, media);
    }

    /** Bytes and streams are not ours even when they hold JSON. */
    private static boolean isJson(Class<?> type, MediaType media) {
        boolean raw = type == String.class
                || type == byte[].class
                || InputStream.class.isAssignableFrom(type)
                || Reader.class.isAssignableFrom(type)
                || StreamingOutput.class.isAssignableFrom(type);
        return !raw && media.isCompatible(MediaType.APPLICATION_JSON_TYPE);
    }

    @Override
    public Object readFrom(
            Class<Object> type,
            Type generic,
            Annotation[] annotations,
            MediaType media,
            MultivaluedMap<String, String> headers,
            InputStream body)
            throws IOException {
        long limit = limit(annotations);
        String length = headers.getFirst("Content-Length");
        if (length != null && length.matches("\\d{1,18}") && Long.parseLong(length) > limit) {
            throw tooLarge(limit);
        }
        try {
            Object value = json.readerFor(json.constructType(generic)).readValue(new Limited(body, limit));
            if (value == null) {
                throw new SacException(ProblemType.BAD_REQUEST, "The request needs a JSON object as its body.");
            }
            return value;
        } catch (JacksonException e) {
            throw refusal(e);
        }
    }

    @Override
    public void writeTo(
            Object value,
            Class<?> type,
            Type generic,
            Annotation[] annotations,
            MediaType media,
            MultivaluedMap<String, Object> headers,
            OutputStream out)
            throws IOException {
        out.write(json.writeValueAsBytes(value));
    }

    private static long limit(Annotation[] annotations) {
        for (Annotation annotation : annotations) {
            if (annotation instanceof MaxBody max) {
                return max.bytes();
            }
        }
        return USUAL_LIMIT;
    }

    private static SacException tooLarge(long limit) {
        return new SacException(ProblemType.TOO_LARGE, "The request is larger than " + limit / 1024 + " KiB.");
    }

    /** Jackson's messages name classes and quote values; ours name the field only. */
    private static SacException refusal(JacksonException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof SacException own) {
                return own;
            }
        }
        String dotted = e.getPath().stream().map(JsonBodies::part).collect(Collectors.joining());
        String path = dotted.startsWith(".") ? dotted.substring(1) : dotted;
        if (e instanceof UnrecognizedPropertyException) {
            return new InvalidRequestException(path, "There is no such field.");
        }
        if (e instanceof StreamReadException) {
            return new SacException(ProblemType.BAD_REQUEST, "The request is not well-formed JSON.", e);
        }
        if (path.isEmpty() && e instanceof MismatchedInputException) {
            return new SacException(ProblemType.BAD_REQUEST, "The request needs a JSON object as its body.", e);
        }
        return new InvalidRequestException(path, "This value has the wrong type or form.");
    }

    private static String part(Reference reference) {
        return reference.getPropertyName() == null
                ? "[" + reference.getIndex() + "]"
                : "." + reference.getPropertyName();
    }

    /** Stops reading when more comes than was announced as allowed. */
    private static final class Limited extends FilterInputStream {
        private final long limit;
        private long left;

        Limited(InputStream in, long limit) {
            super(in);
            this.limit = limit;
            this.left = limit;
        }

        @Override
        public int read() throws IOException {
            int b = super.read();
            if (b >= 0) {
                count(1);
            }
            return b;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int n = super.read(buffer, offset, length);
            if (n > 0) {
                count(n);
            }
            return n;
        }

        private void count(int n) {
            left -= n;
            if (left < 0) {
                throw tooLarge(limit);
            }
        }
    }
}
