package io.sac.agent.local;

import io.sac.platform.Json;
import io.sac.platform.KeyPurpose;
import io.sac.platform.KeyRing;
import io.sac.protocol.AgentToken;
import io.sac.protocol.AgentToken.Direction;
import io.sac.protocol.Handshake;
import io.sac.sandbox.SidecarAddress;
import java.io.IOException;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** The two things a runtime asks of a sidecar: to prove that it is the agent's, and to end. */
final class SidecarCalls {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            .proxy(ProxySelector.of(null))
            .build();
    private final KeyRing keys;
    private final SecureRandom random = new SecureRandom();

    SidecarCalls(KeyRing keys) {
        this.keys = keys;
    }

    private record Greeting(AgentToken down, String serverNonce, String sidecarNonce) {}

    /** The tokens for the agent's present generation, as its token file holds them. */
    String tokenFile(long agentId, int generation) {
        return "up="
                + token(Direction.UP, keys.currentId(), agentId, generation).text() + "\ndown="
                + token(Direction.DOWN, keys.currentId(), agentId, generation).text() + "\n";
    }

    /** Whether the agent's own sidecar listens there. */
    boolean proves(SidecarAddress address) throws IOException, InterruptedException {
        return greet(address).isPresent();
    }

    /** Asks the sidecar to end everything under it and then itself. False when it is not the agent's. */
    boolean shutdown(SidecarAddress address, Duration grace) throws IOException, InterruptedException {
        Optional<Greeting> greeting = greet(address);
        if (greeting.isEmpty()) {
            return false;
        }
        Greeting proven = greeting.get();
        HttpRequest request = HttpRequest.newBuilder(uri(address, "/shutdown"))
                .timeout(PATIENCE)
                .header("Content-Type", "application/json")
                .header(
                        Handshake.PROOF_HEADER,
                        Handshake.requestProof(
                                proven.down(), proven.serverNonce(), proven.sidecarNonce(), "POST", "/shutdown"))
                .POST(BodyPublishers.ofString("{\"grace_ms\":" + grace.toMillis() + "}"))
                .build();
        return http.send(request, BodyHandlers.discarding()).statusCode() < 300;
    }

    private Optional<Greeting> greet(SidecarAddress address) throws IOException, InterruptedException {
        String serverNonce = Handshake.nonce(random);
        HttpRequest request = HttpRequest.newBuilder(uri(address, Handshake.PATH))
                .timeout(PATIENCE)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(Json.mapper().writeValueAsString(Map.of("nonce", serverNonce))))
                .build();
        HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            return Optional.empty();
        }
        JsonNode body = parsed(answer.body());
        String sidecarNonce = body.path("nonce").asString("");
        String proof = body.path("proof").asString("");
        // Keys rotate while sidecars live on with the token they have.
        return keys.ids().stream()
                .map(id -> token(Direction.DOWN, id, address.agentId(), address.generation()))
                .filter(down -> Handshake.provesSidecar(down, serverNonce, sidecarNonce, proof))
                .map(down -> new Greeting(down, serverNonce, sidecarNonce))
                .findFirst();
    }

    private AgentToken token(Direction direction, String keyId, long agentId, int generation) {
        byte[] key = keys.find(keyId, KeyPurpose.AGENT_TOKEN).orElseThrow().getEncoded();
        return AgentToken.compute(key, keyId, direction, agentId, generation);
    }

    private static URI uri(SidecarAddress address, String path) {
        return URI.create("http://" + address.host() + ":" + address.port() + path);
    }

    private static JsonNode parsed(@Nullable String text) {
        try {
            return Json.mapper().readTree(text == null ? "{}" : text);
        } catch (JacksonException e) {
            return Json.mapper().createObjectNode();
        }
    }
}
