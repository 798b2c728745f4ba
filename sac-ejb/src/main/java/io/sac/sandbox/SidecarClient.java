package io.sac.sandbox;

import io.sac.platform.IdSource;
import io.sac.problem.ProblemType;
import io.sac.problem.SacException;
import io.sac.protocol.AgentToken;
import io.sac.protocol.Handshake;
import io.sac.protocol.TerminalFrame;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Asks the sidecar of an agent for something. Each call opens a connection, has the sidecar prove that it is the
 * agent's, proves this server, and sends its one request on it. Never called inside a transaction. Every method throws
 * {@code agent-unreachable} when the sidecar does not answer or is not the one it should be.
 */
@ApplicationScoped
public class SidecarClient {
    private static final Duration TIME = Duration.ofSeconds(10);
    private static final int NONCE_BYTES = 32;

    private final SidecarTokens tokens;
    private final JsonMapper json;
    private final IdSource ids;

    @Inject
    public SidecarClient(SidecarTokens tokens, JsonMapper json, IdSource ids) {
        this.tokens = tokens;
        // A sidecar may be newer than this server: what it says beyond what is known here is ignored.
        this.json = json.rebuild()
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .build();
        this.ids = ids;
    }

    @SuppressWarnings("NullAway") // the proxy of an application scoped bean wants it
    protected SidecarClient() {
        this.tokens = null;
        this.json = null;
        this.ids = null;
    }

    /** Has the session's terminal and program run; repeating it changes nothing. */
    public SessionState putSession(SidecarAddress address, UUID session, PutSession wish) {
        return read(call(address, "PUT", "/sessions/" + session, wish), SessionState.class);
    }

    /** Ends the session's program and forgets the session; it need not be there. */
    public void deleteSession(SidecarAddress address, UUID session) {
        call(address, "DELETE", "/sessions/" + session, null);
    }

    /** Hands a prompt over; the sidecar keeps it until the program takes it. Answers its state there. */
    public String sendPrompt(SidecarAddress address, UUID session, SandboxPrompt prompt) {
        return read(call(address, "POST", "/sessions/" + session + "/prompts", prompt), PromptState.class)
                .state();
    }

    /** Deletes a file of the output folder, or with a slash at the end a folder. */
    public void deleteOutput(SidecarAddress address, String path) {
        call(address, "POST", "/output/delete", Map.of("path", path));
    }

    /**
     * Streams a file into the agent's workspace.
     *
     * @throws SacException {@code upload-interrupted} when the content ends before its size
     */
    public PutFile.Kept putFile(SidecarAddress address, PutFile file, InputStream content) {
        String path =
                "/workspace/file?path=" + encoded(file.path()) + "&taken=" + (file.otherName() ? "rename" : "refuse");
        try (HttpConnection connection = HttpConnection.open(address.host(), address.port(), TIME)) {
            Map<String, String> headers = new LinkedHashMap<>();
            headers.put(Handshake.PROOF_HEADER, prove(connection, address, "PUT", path));
            headers.put("Connection", "close");
            HttpConnection.Answer answer = connection.stream(path, headers, file.size(), content);
            if (answer.status() / 100 != 2) {
                throw file.refused(answer.status(), detail(answer));
            }
            return read(answer.body(), PutFile.Kept.class);
        } catch (HttpConnection.BodyEndedException e) {
            throw new SacException(ProblemType.UPLOAD_INTERRUPTED, "The upload broke off. Send it again.", e);
        } catch (IOException e) {
            throw unreachable(e);
        }
    }

    /** What the sidecar says of itself and its sessions. */
    public SidecarState state(SidecarAddress address) {
        return read(call(address, "GET", "/state", null), SidecarState.class);
    }

    /** Has the sidecar end everything of the agent, politely within the grace, and exit. */
    public void shutdown(SidecarAddress address, Duration grace) {
        call(address, "POST", "/shutdown", Map.of("grace_ms", grace.toMillis()));
    }

    /** Opens a terminal's socket for a viewer. */
    public SidecarSocket openTerminal(SidecarAddress address, UUID session, Viewer viewer) {
        HttpConnection connection = null;
        try {
            connection = HttpConnection.open(address.host(), address.port(), TIME);
            SidecarSocket socket = upgrade(connection, address, session, viewer);
            connection = null;
            return socket;
        } catch (IOException e) {
            throw unreachable(e);
        } finally {
            closeQuietly(connection);
        }
    }

    private SidecarSocket upgrade(HttpConnection connection, SidecarAddress address, UUID session, Viewer viewer)
            throws IOException {
        String path = "/ws/" + session;
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put(Handshake.PROOF_HEADER, prove(connection, address, "GET", path));
        headers.put(TerminalFrame.VIEWER_HEADER, headerValue(viewer.login()));
        headers.put(TerminalFrame.USER_HEADER, headerValue(viewer.user()));
        headers.put(TerminalFrame.MAY_DRIVE_HEADER, String.valueOf(viewer.mayDrive()));
        WebSocketDial.Upgrade upgrade = WebSocketDial.upgrade(connection, path, viewer.protocol(), headers, ids);
        if (upgrade.socket() == null) {
            throw refused(upgrade.answer());
        }
        return upgrade.socket();
    }

    private byte[] call(SidecarAddress address, String method, String path, @Nullable Object body) {
        try (HttpConnection connection = HttpConnection.open(address.host(), address.port(), TIME)) {
            Map<String, String> headers = new LinkedHashMap<>();
            headers.put(Handshake.PROOF_HEADER, prove(connection, address, method, path));
            headers.put("Connection", "close");
            byte @Nullable [] bytes = body == null ? null : json.writeValueAsBytes(body);
            HttpConnection.Answer answer = connection.exchange(method, path, headers, bytes);
            if (answer.status() / 100 != 2) {
                throw refused(answer);
            }
            return answer.body();
        } catch (IOException e) {
            throw unreachable(e);
        }
    }

    /** Has the sidecar prove itself; nothing but a nonce was sent until it has. Answers this server's proof. */
    private String prove(HttpConnection connection, SidecarAddress address, String method, String path)
            throws IOException {
        String nonce = Base64.getUrlEncoder().withoutPadding().encodeToString(ids.bytes(NONCE_BYTES));
        HttpConnection.Answer answer = connection.exchange(
                "POST",
                Handshake.PATH,
                Map.of("Accept", "application/json"),
                json.writeValueAsBytes(Map.of("nonce", nonce)));
        if (answer.status() != 200) {
            throw new IOException("the handshake was answered with " + answer.status());
        }
        Hello hello = read(answer.body(), Hello.class);
        String theirs = hello.nonce();
        if (theirs == null || !Handshake.isNonce(theirs)) {
            throw new IOException("the handshake was not answered rightly");
        }
        for (AgentToken token : tokens.down(address)) {
            if (Handshake.provesSidecar(token, nonce, theirs, hello.proof())) {
                return Handshake.requestProof(token, nonce, theirs, method, path);
            }
        }
        throw new IOException("whoever listens at " + address + " is not the agent's sidecar");
    }

    private <T> T read(byte[] body, Class<T> type) {
        try {
            return json.readValue(body, type);
        } catch (JacksonException e) {
            throw unreachable(e);
        }
    }

    private SacException refused(HttpConnection.Answer answer) {
        ProblemType type = switch (answer.status()) {
            case 400, 422 -> ProblemType.INVALID;
            case 404 -> ProblemType.SESSION_NOT_FOUND;
            case 409, 410 -> ProblemType.SESSION_ENDED;
            case 413 -> ProblemType.TOO_LARGE;
            case 429 -> ProblemType.TOO_MANY_REQUESTS;
            case 507 -> ProblemType.STORAGE_FULL;
            default -> ProblemType.AGENT_UNREACHABLE;
        };
        return new SacException(type, detail(answer));
    }

    private String detail(HttpConnection.Answer answer) {
        try {
            Problem problem = json.readValue(answer.body(), Problem.class);
            if (problem.detail() != null) {
                return problem.detail();
            }
        } catch (JacksonException e) {
            // Not problem details; the status must do.
        }
        return "The agent refused this (" + answer.status() + ").";
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static SacException unreachable(Exception cause) {
        return new SacException(
                ProblemType.AGENT_UNREACHABLE, "The agent does not answer at the moment. Try again shortly.", cause);
    }

    private static String headerValue(String text) {
        StringBuilder safe = new StringBuilder(text.length());
        text.chars().limit(200).forEach(c -> safe.append(c > 0x20 && c < 0x7f ? (char) c : '_'));
        return safe.toString();
    }

    private static void closeQuietly(@Nullable HttpConnection connection) {
        if (connection != null) {
            try {
                connection.close();
            } catch (IOException e) {
                // It is given up anyway.
            }
        }
    }

    /**
     * Who looks at a terminal.
     *
     * @param login tells one sign-in from another
     * @param protocol the sub-protocol the viewer speaks
     */
    public record Viewer(String login, String user, boolean mayDrive, String protocol) {}

    private record Hello(@Nullable String nonce, @Nullable String proof) {}

    private record PromptState(@Nullable String id, String state) {}

    private record Problem(@Nullable String detail) {}
}
