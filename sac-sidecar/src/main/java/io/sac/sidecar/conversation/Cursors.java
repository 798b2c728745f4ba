package io.sac.sidecar.conversation;

import com.google.gson.JsonObject;
import io.sac.sidecar.config.LocalState;
import io.sac.sidecar.json.BadJsonException;
import io.sac.sidecar.json.Fields;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The cursors of all transcripts, on disk; losing the file means sending again what the server then knows already. */
final class Cursors {
    private static final Logger LOG = LoggerFactory.getLogger(Cursors.class);

    private final Path file;
    private final Map<Path, Cursor> cursors = new LinkedHashMap<>();

    Cursors(Path file) {
        this.file = file;
        try {
            JsonObject all = Fields.parse(Files.readString(file)).getAsJsonObject();
            for (String path : all.keySet()) {
                Fields cursor = Fields.of(all.get(path));
                Long inode = cursor.optionalNumber("inode");
                Long offset = cursor.optionalNumber("offset");
                cursors.put(
                        Path.of(path),
                        new Cursor(
                                UUID.fromString(cursor.text("session")),
                                cursor.text("conversation"),
                                inode == null ? 0 : inode,
                                offset == null ? 0 : offset));
            }
        } catch (IOException e) {
            LOG.debug("no cursors of an earlier life");
        } catch (BadJsonException | IllegalArgumentException | IllegalStateException e) {
            LOG.warn("the kept cursors are not understood; transcripts are read from their beginning", e);
            cursors.clear();
        }
    }

    synchronized Map<Path, Cursor> all() {
        return new LinkedHashMap<>(cursors);
    }

    synchronized @Nullable Cursor get(Path transcript) {
        return cursors.get(transcript);
    }

    synchronized void put(Path transcript, Cursor cursor) {
        cursors.put(transcript, cursor);
        write();
    }

    synchronized void remove(Path transcript) {
        if (cursors.remove(transcript) != null) {
            write();
        }
    }

    private void write() {
        JsonObject all = new JsonObject();
        cursors.forEach((path, cursor) -> {
            JsonObject json = new JsonObject();
            json.addProperty("session", cursor.session().toString());
            json.addProperty("conversation", cursor.conversation());
            json.addProperty("inode", cursor.inode());
            json.addProperty("offset", cursor.offset());
            all.add(path.toString(), json);
        });
        try {
            LocalState.writePrivately(file, all.toString());
        } catch (IOException e) {
            LOG.warn("cursors cannot be kept; entries may be sent twice, which the server notices", e);
        }
    }
}
