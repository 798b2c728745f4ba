package io.sac.sidecar.server;

import com.google.gson.JsonObject;
import java.time.Instant;

/**
 * Something that the user should know, carried by every heartbeat until it is settled.
 *
 * @param kind what it is about: {@code output}, {@code conversation} or {@code watch}
 * @param subject which one: a path, a conversation's entry
 * @param reason a word that programs can tell reasons by
 * @param detail what happened, for people
 */
public record Notice(String kind, String subject, String reason, String detail, Instant at) {

    JsonObject json() {
        JsonObject json = new JsonObject();
        json.addProperty("kind", kind);
        json.addProperty("subject", subject);
        json.addProperty("reason", reason);
        json.addProperty("detail", detail);
        json.addProperty("at", at.toString());
        return json;
    }
}
