package io.sac.sidecar.terminal;

import com.google.gson.JsonObject;
import io.sac.sidecar.json.BadJsonException;
import io.sac.sidecar.json.Fields;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where a session is kept between two lives of the sidecar. */
final class SessionFolder {
    private static final Logger LOG = LoggerFactory.getLogger(SessionFolder.class);

    private final Path folder;

    SessionFolder(Path folder) throws IOException {
        this.folder = Files.createDirectories(folder);
    }

    Path ring() {
        return folder.resolve("ring");
    }

    @Nullable
    String conversation() {
        try {
            return Fields.of(Files.readString(folder.resolve("session.json"))).optionalText("conversation_id");
        } catch (IOException | BadJsonException e) {
            return null;
        }
    }

    void remember(String conversation) {
        JsonObject json = new JsonObject();
        json.addProperty("conversation_id", conversation);
        try {
            Path next = folder.resolve("session.json.next");
            Files.writeString(next, json.toString());
            Files.move(next, folder.resolve("session.json"), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            LOG.warn("a session's conversation cannot be kept", e);
        }
    }

    void delete() {
        try {
            for (String name : new String[] {"ring", "session.json", "session.json.next"}) {
                Files.deleteIfExists(folder.resolve(name));
            }
            Files.deleteIfExists(folder);
        } catch (IOException e) {
            LOG.warn("a session's folder cannot be removed", e);
        }
    }
}
