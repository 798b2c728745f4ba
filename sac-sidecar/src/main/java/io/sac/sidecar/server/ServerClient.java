package io.sac.sidecar.server;

import com.google.gson.JsonElement;
import io.sac.protocol.AgentToken;
import io.sac.sidecar.config.SidecarConfig;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one way to the server. The up token goes to the configured address only: no proxy, no redirect. The address is read
 * anew after each connection that failed, for the server may have come back elsewhere.
 */
public final class ServerClient {
    private static final Logger LOG = LoggerFactory.getLogger(ServerClient.class);
    private static final int CONNECT_MILLIS = 5_000;
    private static final int READ_MILLIS = 60_000;
    private static final int MAX_ANSWER = 4 << 20;

    private final String configured;
    private final @Nullable Path file;
    private final String authorization;
    private volatile String base;

    static {
        // Every call of ours says itself whether it may be repeated.
        System.setProperty("sun.net.http.retryPost", "false");
        System.setProperty("http.maxConnections", "8");
    }

    /** A client for the server of a configuration. */
    public ServerClient(SidecarConfig config, AgentToken up) {
        this.configured = config.server();
        this.file = config.serverFile();
        this.authorization = "Bearer " + up.text();
        this.base = configured;
        relocate();
    }

    /** Writes a request's body. */
    public interface Body {
        void writeTo(OutputStream out) throws IOException;
    }

    /** Sends JSON and reads the answer. */
    public Reply post(String path, JsonElement json) throws IOException {
        byte[] bytes = json.toString().getBytes(StandardCharsets.UTF_8);
        return send("POST", path, Map.of("Content-Type", "application/json"), bytes.length, out -> out.write(bytes));
    }

    /** Reads. */
    public Reply get(String path) throws IOException {
        HttpURLConnection connection = open("GET", path, Map.of());
        return reply(connection, path);
    }

    /** Sends a body of known length without holding it. */
    public Reply send(String method, String path, Map<String, String> headers, long length, Body body)
            throws IOException {
        HttpURLConnection connection = open(method, path, headers);
        connection.setDoOutput(true);
        connection.setFixedLengthStreamingMode(length);
        OutputStream out = connect(connection);
        try {
            body.writeTo(out);
            out.close();
        } catch (IOException e) {
            // The server may have refused before it read everything; its answer says more than a broken pipe.
            Reply early = early(connection, path);
            if (early != null) {
                return early;
            }
            throw e;
        }
        return reply(connection, path);
    }

    /** Opens a request whose answer the caller reads itself. */
    public HttpURLConnection open(String method, String path, Map<String, String> headers) throws IOException {
        HttpURLConnection connection =
                (HttpURLConnection) URI.create(base + path).toURL().openConnection(Proxy.NO_PROXY);
        connection.setRequestMethod(method);
        connection.setInstanceFollowRedirects(false);
        connection.setUseCaches(false);
        connection.setConnectTimeout(CONNECT_MILLIS);
        connection.setReadTimeout(READ_MILLIS);
        connection.setRequestProperty("Accept", "application/json");
        headers.forEach(connection::setRequestProperty);
        connection.setRequestProperty("Authorization", authorization);
        return connection;
    }

    private OutputStream connect(HttpURLConnection connection) throws IOException {
        try {
            return connection.getOutputStream();
        } catch (IOException e) {
            connection.disconnect();
            relocate();
            throw e;
        }
    }

    private @Nullable Reply early(HttpURLConnection connection, String path) {
        try {
            Reply reply = reply(connection, path);
            return reply.verdict() == Reply.Verdict.REFUSED ? reply : null;
        } catch (IOException e) {
            return null;
        }
    }

    private Reply reply(HttpURLConnection connection, String path) throws IOException {
        try {
            int status = connection.getResponseCode();
            InputStream stream = status >= 400 ? connection.getErrorStream() : connection.getInputStream();
            byte[] bytes = {};
            if (stream != null) {
                try (stream) {
                    bytes = stream.readNBytes(MAX_ANSWER);
                }
            }
            if (status == 401) {
                LOG.warn("the server does not accept this agent's token ({})", withoutQuery(path));
            }
            return new Reply(status, new String(bytes, StandardCharsets.UTF_8));
        } catch (IOException e) {
            connection.disconnect();
            relocate();
            throw e;
        }
    }

    /** Reads the server's address again; to be called when a connection failed. */
    public void relocate() {
        String found = configured;
        if (file != null) {
            try {
                String text = Files.readString(file).strip();
                if (text.startsWith("http://") || text.startsWith("https://")) {
                    found = text;
                }
            } catch (IOException e) {
                LOG.debug("no server file, the configured address is used");
            }
        }
        base = found.endsWith("/") ? found.substring(0, found.length() - 1) : found;
    }

    private static String withoutQuery(String path) {
        int query = path.indexOf('?');
        return query < 0 ? path : path.substring(0, query);
    }
}
