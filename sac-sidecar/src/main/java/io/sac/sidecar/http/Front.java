package io.sac.sidecar.http;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.sac.protocol.AgentToken;
import io.sac.protocol.Handshake;
import io.sac.protocol.TerminalFrame;
import io.sac.sidecar.json.BadJsonException;
import io.sac.sidecar.json.Fields;
import io.sac.sidecar.terminal.Session;
import io.sac.sidecar.terminal.Sessions;
import io.sac.sidecar.terminal.Viewer;
import io.sac.sidecar.workspace.WorkspaceFiles;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.StatusCodes;
import io.undertow.websockets.WebSocketProtocolHandshakeHandler;
import io.undertow.websockets.core.WebSocketChannel;
import io.undertow.websockets.core.protocol.version13.Hybi13Handshake;
import io.undertow.websockets.spi.WebSocketHttpExchange;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** What the server may ask of the sidecar, once it has proved who it is. */
public final class Front implements HttpHandler {
    private static final int MAX_HANDSHAKE = 4096;

    private final HandshakeGate gate;
    private final Sessions sessions;
    private final Services services;
    private final HttpHandler uploads;
    private final HttpHandler webSockets;
    private final Set<TerminalSocket> sockets = ConcurrentHashMap.newKeySet();

    /** What the front does not do itself. */
    public interface Services {
        JsonObject state();

        JsonObject prompt(Session session, Fields prompt) throws ProblemException, IOException;

        void deleteOutput(String path) throws ProblemException, IOException;

        void shutdown(int graceMillis);
    }

    /** Serves the holder of a down token. */
    public Front(AgentToken down, Sessions sessions, WorkspaceFiles files, Services services) {
        this.gate = new HandshakeGate(down);
        this.sessions = sessions;
        this.services = services;
        this.uploads = new UploadHandler(files);
        this.webSockets = new WebSocketProtocolHandshakeHandler(
                List.of(new Hybi13Handshake(Set.of(TerminalFrame.TTY_SAC_1, TerminalFrame.TTY), false)),
                this::connected,
                this::notFound);
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        String path = exchange.getRequestURI();
        String method = exchange.getRequestMethod().toString();
        if (path.equals("/health") && method.equals("GET")) {
            JsonObject up = new JsonObject();
            up.addProperty("status", "up");
            JsonCall.send(exchange, StatusCodes.OK, "application/json", up);
        } else if (path.equals(Handshake.PATH) && method.equals("POST")) {
            JsonCall.serveAnybody(exchange, MAX_HANDSHAKE, this::handshake);
        } else if (!gate.admits(
                method, target(exchange), exchange.getRequestHeaders().getFirst(Handshake.PROOF_HEADER))) {
            JsonCall.problem(
                    exchange, StatusCodes.UNAUTHORIZED, "unauthorized", "the request does not prove who made it");
        } else {
            route(exchange, method, path);
        }
    }

    /** What the proof is of: the path with its query, as they were sent. */
    private static String target(HttpServerExchange exchange) {
        String query = exchange.getQueryString();
        return query.isEmpty() ? exchange.getRequestURI() : exchange.getRequestURI() + '?' + query;
    }

    private void route(HttpServerExchange exchange, String method, String path) throws Exception {
        List<String> parts = List.of(path.substring(1).split("/", -1));
        String call = method + ' ' + parts.getFirst() + ' ' + parts.size();
        switch (call) {
            case "GET state 1" -> JsonCall.serve(exchange, StatusCodes.OK, body -> services.state());
            case "PUT sessions 2" -> JsonCall.serve(exchange, StatusCodes.OK, body -> put(parts.get(1), body));
            case "DELETE sessions 2" ->
                JsonCall.serve(exchange, StatusCodes.OK, body -> {
                    sessions.end(uuid(parts.get(1)));
                    return null;
                });
            case "POST sessions 3" ->
                JsonCall.serve(exchange, StatusCodes.ACCEPTED, body -> prompt(parts.get(1), parts.get(2), body));
            case "GET ws 2" -> webSockets.handleRequest(exchange);
            case "PUT workspace 2" -> {
                if (parts.get(1).equals("file")) {
                    uploads.handleRequest(exchange);
                } else {
                    notFound(exchange);
                }
            }
            case "POST output 2" -> JsonCall.serve(exchange, StatusCodes.OK, body -> output(parts.get(1), body));
            case "POST shutdown 1" -> JsonCall.serve(exchange, StatusCodes.ACCEPTED, this::shutdown);
            default -> notFound(exchange);
        }
    }

    private void notFound(HttpServerExchange exchange) {
        JsonCall.problem(exchange, StatusCodes.NOT_FOUND, "not-found", "there is nothing here");
    }

    private JsonElement handshake(String body) {
        Fields fields = Fields.of(body);
        String nonce = fields.text("nonce");
        fields.done();
        if (!Handshake.isNonce(nonce)) {
            throw new BadJsonException("nonce must be 32 bytes in base64url");
        }
        HandshakeGate.Answer answer = gate.begin(nonce);
        JsonObject json = new JsonObject();
        json.addProperty("nonce", answer.nonce());
        json.addProperty("proof", answer.proof());
        return json;
    }

    private JsonElement put(String id, String body) throws ProblemException, IOException {
        Fields fields = Fields.of(body);
        int columns = fields.number("columns", 2, 2000, 80);
        int rows = fields.number("rows", 2, 1000, 24);
        String conversation = fields.optionalText("conversation_id");
        boolean newPty = fields.flag("new_pty", false);
        fields.done();
        try {
            Session session = sessions.findOrMake(uuid(id));
            session.size(columns, rows);
            session.ensure(conversation, newPty);
            return session.state().json();
        } catch (Sessions.TooManyException e) {
            throw new ProblemException(
                    StatusCodes.TOO_MANY_REQUESTS, "too-many-sessions", String.valueOf(e.getMessage()));
        }
    }

    private JsonElement prompt(String id, String what, String body) throws ProblemException, IOException {
        Session session = what.equals("prompts") ? sessions.find(uuid(id)) : null;
        if (session == null) {
            throw new ProblemException(StatusCodes.NOT_FOUND, "not-found", "there is no such session");
        }
        return services.prompt(session, Fields.of(body));
    }

    private @Nullable JsonElement output(String what, String body) throws ProblemException, IOException {
        if (!what.equals("delete")) {
            throw new ProblemException(StatusCodes.NOT_FOUND, "not-found", "there is nothing here");
        }
        Fields fields = Fields.of(body);
        String path = fields.text("path");
        fields.done();
        services.deleteOutput(path);
        return null;
    }

    private JsonElement shutdown(String body) {
        Fields fields = Fields.of(body.isEmpty() ? "{}" : body);
        int grace = fields.number("grace_ms", 0, 600_000, 10_000);
        fields.done();
        services.shutdown(grace);
        return new JsonObject();
    }

    private static UUID uuid(String text) throws ProblemException {
        try {
            UUID id = UUID.fromString(text);
            if (id.toString().equals(text)) {
                return id;
            }
        } catch (IllegalArgumentException e) {
            // Falls through to the refusal.
        }
        throw new ProblemException(StatusCodes.BAD_REQUEST, "bad-request", "the session's id must be a canonical uuid");
    }

    private void connected(WebSocketHttpExchange exchange, WebSocketChannel channel) {
        TerminalSocket socket = new TerminalSocket(channel);
        String path = exchange.getRequestURI();
        Session session = null;
        try {
            String id = path.substring(path.lastIndexOf('/') + 1);
            int query = id.indexOf('?');
            session = sessions.find(uuid(query < 0 ? id : id.substring(0, query)));
        } catch (ProblemException e) {
            // Answered below as a session that does not exist.
        }
        String protocol = channel.getSubProtocol();
        if (session == null) {
            socket.refuse(TerminalFrame.NO_SUCH_SESSION, "there is no such session");
            return;
        }
        if (protocol == null) {
            socket.refuse(TerminalFrame.BAD_FRAME, "the sub-protocol must be tty or tty.sac.1");
            return;
        }
        Viewer.Identity identity = new Viewer.Identity(
                header(exchange, TerminalFrame.VIEWER_HEADER),
                header(exchange, TerminalFrame.USER_HEADER),
                header(exchange, TerminalFrame.MAY_DRIVE_HEADER).equals("true"));
        Viewer viewer = session.viewer(socket, identity, protocol.equals(TerminalFrame.TTY_SAC_1));
        if (viewer == null) {
            socket.refuse(TerminalFrame.TOO_MANY, "too many viewers");
            return;
        }
        sockets.add(socket);
        channel.addCloseTask(closed -> sockets.remove(socket));
        socket.serve(session, viewer);
    }

    private static String header(WebSocketHttpExchange exchange, String name) {
        String value = exchange.getRequestHeader(name);
        return value == null ? "" : value;
    }

    /** Keeps connections alive and finds the half-open ones; to be called every 20 seconds. */
    public void ping() {
        sockets.forEach(TerminalSocket::ping);
    }
}
