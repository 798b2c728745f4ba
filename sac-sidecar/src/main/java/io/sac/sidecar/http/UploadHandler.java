package io.sac.sidecar.http;

import com.google.gson.JsonObject;
import io.sac.sidecar.json.BadJsonException;
import io.sac.sidecar.output.OutputPath;
import io.sac.sidecar.posix.Errno;
import io.sac.sidecar.posix.PosixException;
import io.sac.sidecar.workspace.WorkspaceFiles;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.protocol.http.HttpContinue;
import io.undertow.util.StatusCodes;
import java.io.IOException;
import java.io.InputStream;
import java.util.Deque;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code PUT /workspace/file?path=…&taken=rename|refuse}: one file, streamed. Slow senders have threads of their own, so
 * that they keep nobody else waiting; what is refused is refused before the bytes are asked for.
 */
final class UploadHandler implements HttpHandler {
    private static final Logger LOG = LoggerFactory.getLogger(UploadHandler.class);
    private static final int MOST_AT_ONCE = 8;

    private final WorkspaceFiles files;
    private final Semaphore places = new Semaphore(MOST_AT_ONCE);
    private final ExecutorService threads = Executors.newCachedThreadPool(
            Thread.ofPlatform().daemon().name("upload ", 0).factory());

    UploadHandler(WorkspaceFiles files) {
        this.files = files;
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) {
        // The server has its own limit and says it better.
        exchange.setMaxEntitySize(-1);
        if (!places.tryAcquire()) {
            JsonCall.problem(
                    exchange,
                    StatusCodes.SERVICE_UNAVAILABLE,
                    "busy",
                    "The agent is taking in " + MOST_AT_ONCE + " other files. Try again in a moment.");
            return;
        }
        exchange.dispatch(threads, () -> {
            try {
                serve(exchange);
            } finally {
                places.release();
            }
        });
    }

    private void serve(HttpServerExchange exchange) {
        exchange.startBlocking();
        try {
            long size = exchange.getRequestContentLength();
            String path = parameter(exchange, "path");
            String taken = parameter(exchange, "taken");
            boolean rename = "rename".equals(taken);
            if (size < 0 || path == null || !(rename || "refuse".equals(taken))) {
                throw new BadJsonException("a path, taken=rename or refuse, and Content-Length are needed");
            }
            OutputPath place = OutputPath.of(path);
            if (place.components().isEmpty() || place.folder()) {
                throw new BadJsonException("the path must be one of a file");
            }
            WorkspaceFiles.Kept kept = files.take(place, rename, size, () -> bytes(exchange));
            JsonObject json = new JsonObject();
            json.addProperty("path", kept.path());
            json.addProperty("size", kept.size());
            json.addProperty("sha256", kept.sha256());
            JsonCall.send(exchange, StatusCodes.CREATED, "application/json", json);
        } catch (WorkspaceFiles.NameTakenException e) {
            JsonCall.problem(exchange, StatusCodes.CONFLICT, "name-taken", "There is something of this name already.");
        } catch (BadJsonException e) {
            JsonCall.problem(exchange, StatusCodes.BAD_REQUEST, "bad-request", e.getMessage());
        } catch (PosixException e) {
            refuse(exchange, e);
        } catch (IOException e) {
            LOG.info("an upload broke off: {}", e.getMessage());
            exchange.endExchange();
        } catch (RuntimeException e) {
            LOG.error("an upload failed", e);
            JsonCall.problem(
                    exchange, StatusCodes.INTERNAL_SERVER_ERROR, "internal", "The agent could not take the file.");
        }
    }

    private static InputStream bytes(HttpServerExchange exchange) throws IOException {
        if (HttpContinue.requiresContinueResponse(exchange)) {
            HttpContinue.sendContinueResponseBlocking(exchange);
        }
        return exchange.getInputStream();
    }

    private static void refuse(HttpServerExchange exchange, PosixException e) {
        switch (e.errno()) {
            case Errno.ENOSPC, Errno.EDQUOT, Errno.EFBIG -> {
                drain(exchange);
                JsonCall.problem(
                        exchange,
                        StatusCodes.INSUFFICIENT_STORAGE,
                        "storage-full",
                        "There is no room left in the agent's workspace. Delete something there, then upload again.");
            }
            case Errno.ENOTDIR, Errno.ELOOP ->
                JsonCall.problem(
                        exchange,
                        StatusCodes.CONFLICT,
                        "not-a-folder",
                        "A folder on the way is a file or a link in the agent's workspace. Choose another path.");
            case Errno.EACCES, Errno.EPERM, Errno.EROFS ->
                JsonCall.problem(
                        exchange,
                        StatusCodes.CONFLICT,
                        "not-writable",
                        "This folder of the agent's workspace cannot be written to. Choose another path.");
            case Errno.ENAMETOOLONG ->
                JsonCall.problem(
                        exchange, StatusCodes.BAD_REQUEST, "bad-request", "A name in a path has at most 255 bytes.");
            default -> {
                LOG.error("an upload failed", e);
                drain(exchange);
                JsonCall.problem(
                        exchange,
                        StatusCodes.INTERNAL_SERVER_ERROR,
                        "internal",
                        "The agent could not keep the file: " + e.getMessage() + ".");
            }
        }
    }

    /** Takes what is still on its way, for whoever is sending it reads no answer before. */
    private static void drain(HttpServerExchange exchange) {
        try {
            byte[] nowhere = new byte[64 * 1024];
            InputStream in = exchange.getInputStream();
            while (in.read(nowhere) >= 0) {
                // goes nowhere
            }
        } catch (IOException e) {
            LOG.debug("the sender of a refused upload is gone", e);
        }
    }

    private static @Nullable String parameter(HttpServerExchange exchange, String name) {
        Deque<String> values = exchange.getQueryParameters().get(name);
        return values == null ? null : values.peekFirst();
    }
}
