package io.sac.sidecar.http;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.sac.sidecar.json.BadJsonException;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.RequestTooBigException;
import io.undertow.util.Headers;
import io.undertow.util.StatusCodes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One JSON call: the body read on a worker, the answer or a problem written. */
final class JsonCall {
    private static final Logger LOG = LoggerFactory.getLogger(JsonCall.class);

    private JsonCall() {}

    /** What answers a call; null: 204. */
    interface Body {
        @Nullable
        JsonElement answer(String body) throws ProblemException, IOException;
    }

    static void serve(HttpServerExchange exchange, int status, Body body) {
        exchange.dispatch(() -> {
            exchange.startBlocking();
            try {
                byte[] bytes = exchange.getInputStream().readAllBytes();
                answer(exchange, status, body, new String(bytes, StandardCharsets.UTF_8));
            } catch (RequestTooBigException e) {
                tooLarge(exchange);
            } catch (IOException e) {
                failed(exchange, e);
            }
        });
    }

    private static void answer(HttpServerExchange exchange, int status, Body body, String text) {
        try {
            JsonElement answer = body.answer(text);
            if (answer == null) {
                exchange.setStatusCode(StatusCodes.NO_CONTENT);
                exchange.endExchange();
            } else {
                send(exchange, status, "application/json", answer);
            }
        } catch (ProblemException e) {
            problem(exchange, e.status(), e.slug(), e.getMessage());
        } catch (BadJsonException e) {
            problem(exchange, StatusCodes.BAD_REQUEST, "bad-request", e.getMessage());
        } catch (IOException | RuntimeException e) {
            failed(exchange, e);
        }
    }

    private static void failed(HttpServerExchange exchange, Exception e) {
        LOG.error("{} {} failed", exchange.getRequestMethod(), exchange.getRequestPath(), e);
        problem(exchange, StatusCodes.INTERNAL_SERVER_ERROR, "internal", String.valueOf(e.getMessage()));
    }

    /**
     * One small JSON call of somebody who has proved nothing yet: the body comes without holding a thread, for it may
     * never come.
     */
    static void serveAnybody(HttpServerExchange exchange, int maxBytes, Body body) {
        exchange.setMaxEntitySize(maxBytes);
        exchange.getRequestReceiver()
                .receiveFullBytes(
                        (received, bytes) ->
                                answer(received, StatusCodes.OK, body, new String(bytes, StandardCharsets.UTF_8)),
                        (failed, e) -> {
                            if (e instanceof RequestTooBigException) {
                                tooLarge(failed);
                            } else {
                                problem(failed, StatusCodes.BAD_REQUEST, "bad-request", "the request cannot be read");
                            }
                        });
    }

    private static void tooLarge(HttpServerExchange exchange) {
        problem(exchange, StatusCodes.REQUEST_ENTITY_TOO_LARGE, "too-large", "the request is too large");
    }

    static void problem(HttpServerExchange exchange, int status, String slug, @Nullable String detail) {
        JsonObject problem = new JsonObject();
        problem.addProperty("type", slug);
        problem.addProperty("title", StatusCodes.getReason(status));
        problem.addProperty("status", status);
        problem.addProperty("detail", detail);
        send(exchange, status, "application/problem+json", problem);
    }

    static void send(HttpServerExchange exchange, int status, String type, JsonElement json) {
        if (exchange.isResponseStarted()) {
            exchange.endExchange();
            return;
        }
        exchange.setStatusCode(status);
        exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, type);
        exchange.getResponseSender().send(json.toString(), StandardCharsets.UTF_8);
    }
}
