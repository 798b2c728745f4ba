package io.sac.sidecar.model;

import com.google.gson.JsonObject;
import io.sac.sidecar.config.SidecarConfig;
import io.sac.sidecar.server.Backoff;
import io.sac.sidecar.server.ServerClient;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The model's door: what the agent's program asks goes on to the server with the sidecar's token, and the answer comes
 * back as it is made. While the server is away a call waits; its program would wait for an answer anyway.
 */
public final class ModelHandler implements HttpHandler {
    private static final Logger LOG = LoggerFactory.getLogger(ModelHandler.class);
    private static final long WAIT_NANOS = TimeUnit.SECONDS.toNanos(120);
    private static final int ANSWER_MILLIS = 600_000;
    private static final long MAX_BODY = 64L << 20;
    private static final int OVERLOADED = 529;

    /**
     * Plain names only: a path goes on below the model's address with the sidecar's token, so no dots, escapes or
     * parameters of it may lead elsewhere on the server.
     */
    private static final Pattern PATH = Pattern.compile("(/\\w[\\w.:-]*)+");

    private static final List<String> PASSED_ON = List.of("content-type", "accept", "user-agent");
    private static final List<String> PASSED_BACK =
            List.of("content-type", "request-id", "retry-after", "retry-after-ms", "x-should-retry");

    private final SidecarConfig config;
    private final ServerClient server;
    private final byte[] key;
    private final Executor threads = Executors.newCachedThreadPool(
            Thread.ofPlatform().daemon().name("model ", 0).factory());

    /** Serves whoever knows the agent's loopback key. */
    public ModelHandler(SidecarConfig config, ServerClient server) {
        this.config = config;
        this.server = server;
        this.key = config.model().key().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) {
        if (!config.model().enabled() || key.length == 0) {
            error(exchange, 404, "not_found_error", "This agent's model is not reached this way.");
        } else if (!knowsKey(exchange)) {
            error(exchange, 401, "authentication_error", "The key is not this agent's.");
        } else if (!PATH.matcher(exchange.getRequestURI()).matches()) {
            error(exchange, 400, "invalid_request_error", "The path is not one of a model.");
        } else {
            exchange.setMaxEntitySize(MAX_BODY);
            exchange.dispatch(threads, () -> forward(exchange));
        }
    }

    private boolean knowsKey(HttpServerExchange exchange) {
        String given = exchange.getRequestHeaders().getFirst("x-api-key");
        String authorization = exchange.getRequestHeaders().getFirst(Headers.AUTHORIZATION);
        if (given == null && authorization != null && authorization.startsWith("Bearer ")) {
            given = authorization.substring("Bearer ".length());
        }
        return given != null && MessageDigest.isEqual(given.getBytes(StandardCharsets.UTF_8), key);
    }

    private void forward(HttpServerExchange exchange) {
        exchange.startBlocking();
        try (SpooledBody body = SpooledBody.of(exchange.getInputStream(), config.stateDir())) {
            HttpURLConnection answer = ask(exchange, body);
            if (answer == null) {
                error(
                        exchange,
                        OVERLOADED,
                        "overloaded_error",
                        "The SAC server cannot be reached. Try again in a moment.");
            } else {
                answerWith(exchange, answer);
            }
        } catch (IOException e) {
            LOG.debug("a model's answer was cut", e);
            cut(exchange);
        } catch (RuntimeException e) {
            LOG.error("a model call failed", e);
            cut(exchange);
        }
    }

    /** Asks until the server answers; null when it did not in all the time the program can be kept waiting. */
    private @Nullable HttpURLConnection ask(HttpServerExchange exchange, SpooledBody body) throws IOException {
        long until = System.nanoTime() + WAIT_NANOS;
        Backoff backoff = new Backoff(3_000);
        while (true) {
            HttpURLConnection connection = null;
            try {
                connection = open(exchange, body);
                int status = connection.getResponseCode();
                if (!starting(connection, status) || System.nanoTime() > until) {
                    return connection;
                }
                connection.disconnect();
            } catch (IOException e) {
                LOG.debug("the model waits for the server: {}", e.toString());
                if (connection != null) {
                    connection.disconnect();
                }
                server.relocate();
            }
            if (System.nanoTime() > until) {
                return null;
            }
            try {
                TimeUnit.MILLISECONDS.sleep(backoff.nextMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return null;
            }
        }
    }

    /** A server that is starting answers 404 in words of its own before the application does. */
    private static boolean starting(HttpURLConnection connection, int status) {
        String type = connection.getContentType();
        boolean ofTheApplication = type != null && type.contains("json");
        return status == 502 || status == 503 || status == 404 && !ofTheApplication;
    }

    private HttpURLConnection open(HttpServerExchange exchange, SpooledBody body) throws IOException {
        Map<String, String> headers = new HashMap<>();
        for (HttpString name : exchange.getRequestHeaders().getHeaderNames()) {
            String lower = name.toString().toLowerCase(Locale.ROOT);
            if (PASSED_ON.contains(lower) || lower.startsWith("anthropic-") || lower.startsWith("x-stainless-")) {
                headers.put(name.toString(), exchange.getRequestHeaders().getFirst(name));
            }
        }
        String query = exchange.getQueryString();
        String path = "/api/internal/llm/" + config.model().provider() + exchange.getRequestURI()
                + (query.isEmpty() ? "" : '?' + query);
        String method = exchange.getRequestMethod().toString();
        HttpURLConnection connection = server.open(method, path, headers);
        connection.setReadTimeout(ANSWER_MILLIS);
        if (method.equals("POST") || method.equals("PUT") || method.equals("PATCH")) {
            connection.setDoOutput(true);
            connection.setFixedLengthStreamingMode(body.length());
            try (OutputStream out = connection.getOutputStream()) {
                body.writeTo(out);
            }
        }
        return connection;
    }

    private static void answerWith(HttpServerExchange exchange, HttpURLConnection answer) throws IOException {
        int status = answer.getResponseCode();
        exchange.setStatusCode(status);
        answer.getHeaderFields().forEach((name, values) -> {
            if (name != null) {
                String lower = name.toLowerCase(Locale.ROOT);
                if (PASSED_BACK.contains(lower) || lower.startsWith("anthropic-")) {
                    exchange.getResponseHeaders().put(new HttpString(name), values.getFirst());
                }
            }
        });
        InputStream stream = status >= 400 ? answer.getErrorStream() : answer.getInputStream();
        OutputStream out = exchange.getOutputStream();
        boolean whole = false;
        try {
            if (stream != null) {
                byte[] buffer = new byte[16 * 1024];
                int count = stream.read(buffer);
                while (count >= 0) {
                    out.write(buffer, 0, count);
                    // Words of the model should be seen as they come, not when a buffer is full.
                    out.flush();
                    count = stream.read(buffer);
                }
            }
            whole = true;
        } finally {
            if (!whole) {
                answer.disconnect();
            }
        }
        out.close();
        exchange.endExchange();
    }

    /** Closes the connection, so that the program sees a cut and not an end. */
    private static void cut(HttpServerExchange exchange) {
        if (exchange.isResponseStarted()) {
            org.xnio.IoUtils.safeClose(exchange.getConnection());
        } else {
            error(exchange, OVERLOADED, "overloaded_error", "The model's answer was cut. Try again.");
        }
    }

    private static void error(HttpServerExchange exchange, int status, String type, String message) {
        JsonObject error = new JsonObject();
        error.addProperty("type", type);
        error.addProperty("message", message);
        JsonObject json = new JsonObject();
        json.addProperty("type", "error");
        json.add("error", error);
        exchange.setStatusCode(status);
        exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "application/json");
        exchange.getResponseSender().send(json.toString(), StandardCharsets.UTF_8);
    }
}
