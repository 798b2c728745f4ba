package io.sac.it;

import io.sac.testing.TestSac;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.CookieManager;
import java.net.CookiePolicy;
import java.net.HttpCookie;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/**
 * Somebody at SAC's REST side: keeps cookies as a browser does, sends its access token, and holds every answer against
 * the contract.
 */
final class SacClient {
    static final OpenApiCheck CONTRACT = new OpenApiCheck();
    private static final ObjectMapper JSON = new ObjectMapper();

    private final URI base;
    private final CookieManager cookies = new CookieManager(null, CookiePolicy.ACCEPT_ALL);
    private final HttpClient http = HttpClient.newBuilder()
            .cookieHandler(cookies)
            .connectTimeout(Duration.ofSeconds(10))
            .build();
    private @Nullable String token;
    private Duration patience = Duration.ofSeconds(60);

    private SacClient(URI base) {
        this.base = base;
    }

    /** Nobody yet. */
    static SacClient of(TestSac sac) {
        return new SacClient(sac.url());
    }

    static SacClient of(URI base) {
        return new SacClient(base);
    }

    /** The administrator, created the first time. */
    static SacClient administrator(TestSac sac) {
        return of(sac).with(sac.administratorToken());
    }

    /** A new user of their own; opens registration first. */
    static SacClient newUser(TestSac sac) {
        administrator(sac)
                .put("/api/admin/settings/registration_mode", "{\"value\": \"open\"}")
                .is(200);
        SacClient client = of(sac);
        client.post("/api/auth/register", """
                {"username": "u%s", "password": "a good password"}
                """.formatted(
                                UUID.randomUUID().toString().substring(0, 13)))
                .is(200)
                .signIn(client);
        return client;
    }

    /** Somebody at the port of the sidecars. */
    static SacClient internal(TestSac sac) {
        return of(sac.internalUrl());
    }

    SacClient with(@Nullable String accessToken) {
        this.token = accessToken;
        return this;
    }

    /** Waits at most so long for an answer. */
    SacClient within(Duration limit) {
        this.patience = limit;
        return this;
    }

    @Nullable
    String token() {
        return token;
    }

    URI base() {
        return base;
    }

    List<HttpCookie> cookies() {
        return cookies.getCookieStore().getCookies();
    }

    /** Puts a cookie back that was there before. */
    void putCookie(HttpCookie cookie) {
        cookies.getCookieStore().add(base, cookie);
    }

    Answer get(String path, String... headers) {
        return send("GET", path, null, headers);
    }

    Answer post(String path, @Nullable String body, String... headers) {
        return send("POST", path, body, headers);
    }

    Answer put(String path, String body, String... headers) {
        return send("PUT", path, body, headers);
    }

    Answer head(String path, String... headers) {
        return sendUnchecked("HEAD", path, null, headers);
    }

    Answer delete(String path, String... headers) {
        return send("DELETE", path, null, headers);
    }

    /** Sends and checks the answer against the contract; further headers as name, value, name, value. */
    Answer send(String method, String path, @Nullable String body, String... headers) {
        Answer answer = sendUnchecked(method, path, body, headers);
        CONTRACT.check(method, path, answer.response());
        return answer;
    }

    /** Posts bytes of any kind and checks the answer against the contract. */
    Answer upload(String path, HttpRequest.BodyPublisher content) {
        Answer answer = send(request("POST", path, content).header("Content-Type", "application/octet-stream"));
        CONTRACT.check("POST", path, answer.response());
        return answer;
    }

    /** What is not in the contract: pages, the sidecars' side. */
    Answer sendUnchecked(String method, String path, @Nullable String body, String... headers) {
        return sendBytes(method, path, body == null ? null : body.getBytes(StandardCharsets.UTF_8), headers);
    }

    /** What SAC says, or while it is away whatever else has its port: nobody has judged it. */
    Answer sendUnjudged(String method, String path, @Nullable String body) {
        HttpRequest.Builder request =
                request(method, path, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        return exchange(request.header("Content-Type", "application/json"));
    }

    Answer sendBytes(String method, String path, byte @Nullable [] body, String... headers) {
        HttpRequest.Builder request =
                request(method, path, body == null ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
        if (body != null && !List.of(headers).contains("Content-Type")) {
            request.header("Content-Type", "application/json");
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        return send(request);
    }

    private HttpRequest.Builder request(String method, String path, HttpRequest.BodyPublisher body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path.substring(1)))
                .timeout(patience)
                .method(method, body);
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        return request;
    }

    private Answer send(HttpRequest.Builder request) {
        Answer answer = exchange(request);
        AnswerCheck.check(answer.response());
        return answer;
    }

    private Answer exchange(HttpRequest.Builder request) {
        try {
            return new Answer(http.send(request.build(), BodyHandlers.ofByteArray()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** What came back. */
    record Answer(HttpResponse<byte[]> response) {
        int status() {
            return response.statusCode();
        }

        String text() {
            return new String(response.body(), StandardCharsets.UTF_8);
        }

        JsonNode json() {
            return JSON.readTree(response.body());
        }

        /** The slug of the problem. */
        String problem() {
            return json().path("type").asString().replace("/problems/", "");
        }

        String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }

        Answer is(int expected) {
            if (status() != expected) {
                throw new AssertionError(response.request().method() + " " + response.uri() + " answered " + status()
                        + " instead of " + expected + ": " + text());
            }
            return this;
        }

        Answer isProblem(int expected, String slug) {
            is(expected);
            if (!problem().equals(slug)) {
                throw new AssertionError("not " + slug + " but " + text());
            }
            return this;
        }

        /** Gives the client the token of a login. */
        Answer signIn(SacClient client) {
            client.with(json().path("token").asString());
            return this;
        }
    }
}
