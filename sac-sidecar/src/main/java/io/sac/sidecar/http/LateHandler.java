package io.sac.sidecar.http;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.StatusCodes;
import org.jspecify.annotations.Nullable;

/** Holds a door's place until what is behind it is ready: addresses must be known before anything that names them is made. */
public final class LateHandler implements HttpHandler {
    private volatile @Nullable HttpHandler handler;

    /** From now on the door is served. */
    public void become(HttpHandler newHandler) {
        handler = newHandler;
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        HttpHandler now = handler;
        if (now == null) {
            JsonCall.problem(exchange, StatusCodes.SERVICE_UNAVAILABLE, "starting", "the sidecar is starting");
        } else {
            now.handleRequest(exchange);
        }
    }
}
