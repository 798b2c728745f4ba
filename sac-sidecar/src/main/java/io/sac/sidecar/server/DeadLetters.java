package io.sac.sidecar.server;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.sac.sidecar.json.BadJsonException;
import io.sac.sidecar.json.Fields;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the server refused for good, a line each, with its words: so that one item holds up no other and somebody can
 * still find it. The file is bounded: when it is full it becomes the one before, and what was there goes.
 */
public final class DeadLetters {
    private static final Logger LOG = LoggerFactory.getLogger(DeadLetters.class);
    private static final int MAX_LINE = 128 * 1024;
    private static final long MAX_FILE = 2 << 20;

    private final Path file;
    private final Path before;
    private final Notices notices;

    /** Keeps them in a folder and tells of them. */
    public DeadLetters(Path stateDir, Notices notices) {
        this.file = stateDir.resolve("dead-letters.jsonl");
        this.before = stateDir.resolve("dead-letters.1.jsonl");
        this.notices = notices;
    }

    /** Sets an item aside, and tells the user when the server's words are news. */
    public void add(String kind, String subject, Reply reply, JsonElement item) {
        String detail = detail(reply);
        if (notices.add(kind, subject, "refused", detail)) {
            LOG.warn("{} {} was refused by the server and is set aside: {} {}", kind, subject, reply.status(), detail);
            keep(kind, subject, reply, item);
        }
    }

    /** Keeps an item of which the user need not know. */
    public synchronized void keep(String kind, String subject, Reply reply, JsonElement item) {
        JsonObject letter = new JsonObject();
        letter.addProperty("at", Instant.now().toString());
        letter.addProperty("kind", kind);
        letter.addProperty("subject", subject);
        letter.addProperty("status", reply.status());
        letter.addProperty("detail", detail(reply));
        letter.add("item", item);
        if (letter.toString().length() > MAX_LINE) {
            letter.remove("item");
            letter.addProperty("truncated", true);
        }
        byte[] line = (letter + "\n").getBytes(StandardCharsets.UTF_8);
        try {
            if (Files.exists(file) && Files.size(file) + line.length > MAX_FILE) {
                Files.move(file, before, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            }
            Files.write(file, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            LOG.warn("what the server refused cannot be kept", e);
        }
    }

    /** The server's words for people. */
    public static String detail(Reply reply) {
        try {
            String detail = Fields.of(reply.body()).optionalText("detail");
            if (detail != null) {
                return detail;
            }
        } catch (BadJsonException e) {
            LOG.debug("a refusal without words");
        }
        return "The server answered " + reply.status() + ".";
    }
}
