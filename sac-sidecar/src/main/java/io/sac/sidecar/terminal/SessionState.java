package io.sac.sidecar.terminal;

import com.google.gson.JsonObject;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What the server is told of a session. */
public record SessionState(
        UUID sessionId,
        Status status,
        String epoch,
        long offset,
        String activity,
        int pid,
        @Nullable Instant startedAt,
        @Nullable Integer exitCode,
        @Nullable String conversationId) {

    /** Where a session's program is in its life. */
    public enum Status {
        STARTING("starting"),
        READY("ready"),
        ENDED("ended");

        private final String word;

        Status(String word) {
            this.word = word;
        }
    }

    /** As it is sent. */
    public JsonObject json() {
        JsonObject json = new JsonObject();
        json.addProperty("session_id", sessionId.toString());
        json.addProperty("status", status.word);
        json.addProperty("epoch", epoch);
        json.addProperty("offset", offset);
        json.addProperty("activity", activity);
        json.addProperty("pid", pid);
        if (startedAt != null) {
            json.addProperty("started_at", startedAt.toString());
        }
        if (exitCode != null) {
            json.addProperty("exit_code", exitCode);
        }
        if (conversationId != null) {
            json.addProperty("conversation_id", conversationId);
        }
        return json;
    }

    /** What is worth telling at once when it differs. */
    String headline() {
        return status + activity + pid + exitCode + conversationId + epoch;
    }
}
