package io.sac.sidecar.conversation;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import io.sac.sidecar.posix.Beneath;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A line too large to hold, such as a picture in a tool's result: read through once for what identifies it, so that the
 * conversation stays whole and says what is left out.
 */
final class LargeLine {
    private static final int MAX_TEXT = 4096;

    private LargeLine() {}

    static @Nullable JsonObject entry(Beneath.OpenFile file, long from, long to) {
        try {
            file.seek(from);
            JsonReader reader =
                    new JsonReader(new InputStreamReader(new Part(file, to - from), StandardCharsets.UTF_8));
            JsonObject raw = scalars(reader, 0);
            JsonObject message = raw.get("message") instanceof JsonObject object ? object : new JsonObject();
            JsonArray content = new JsonArray();
            JsonObject note = new JsonObject();
            note.addProperty("type", "text");
            note.addProperty("text", "[This entry of " + (to - from) + " bytes is too large to be kept.]");
            content.add(note);
            message.add("content", content);
            raw.add("message", message);
            raw.addProperty("truncated", true);
            return TranscriptEntry.of(raw);
        } catch (IOException | JsonParseException | IllegalStateException e) {
            return null;
        }
    }

    /** Keeps short values and small objects; skips lists and everything long. */
    private static JsonObject scalars(JsonReader reader, int depth) throws IOException {
        JsonObject object = new JsonObject();
        reader.beginObject();
        while (reader.hasNext()) {
            String name = reader.nextName();
            JsonToken token = reader.peek();
            if (token == JsonToken.STRING) {
                String value = reader.nextString();
                if (value.length() <= MAX_TEXT) {
                    object.addProperty(name, value);
                }
            } else if (token == JsonToken.NUMBER) {
                object.addProperty(name, reader.nextLong());
            } else if (token == JsonToken.BOOLEAN) {
                object.addProperty(name, reader.nextBoolean());
            } else if (token == JsonToken.BEGIN_OBJECT && depth < 2) {
                object.add(name, scalars(reader, depth + 1));
            } else {
                reader.skipValue();
            }
        }
        reader.endObject();
        return object;
    }

    private static final class Part extends InputStream {
        private final Beneath.OpenFile file;
        private final byte[] buffer = new byte[32 * 1024];
        private long left;

        Part(Beneath.OpenFile file, long length) {
            this.file = file;
            this.left = length;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            if (left <= 0) {
                return -1;
            }
            int count = file.read(buffer, (int) Math.min(Math.min(length, buffer.length), left));
            if (count == 0) {
                return -1;
            }
            System.arraycopy(buffer, 0, into, offset, count);
            left -= count;
            return count;
        }
    }
}
