package io.sac.sidecar.http;

import com.google.gson.JsonObject;
import io.sac.sidecar.json.Fields;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.StatusCodes;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.UUID;

/** The door of the CLI's hooks: loopback, with the agent's hook key and the session in the path. */
public final class HookHandler implements HttpHandler {
    private final String key;
    private final Sink sink;

    /** Takes in a hook of a session. */
    public interface Sink {
        void hook(UUID session, Fields hook);
    }

    /** Serves whoever knows the key. */
    public HookHandler(String key, Sink sink) {
        this.key = key;
        this.sink = sink;
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) {
        String[] parts = exchange.getRequestURI().split("/", -1);
        boolean known = parts.length == 4
                && parts[1].equals("hooks")
                && MessageDigest.isEqual(
                        parts[2].getBytes(StandardCharsets.UTF_8), key.getBytes(StandardCharsets.UTF_8));
        if (!known || !exchange.getRequestMethod().toString().equals("POST")) {
            JsonCall.problem(exchange, StatusCodes.NOT_FOUND, "not-found", "there is nothing here");
            return;
        }
        JsonCall.serve(exchange, StatusCodes.OK, body -> {
            UUID session;
            try {
                session = UUID.fromString(parts[3]);
            } catch (IllegalArgumentException e) {
                throw new ProblemException(StatusCodes.NOT_FOUND, "not-found", "there is no such session");
            }
            sink.hook(session, Fields.of(body));
            return new JsonObject();
        });
    }
}
