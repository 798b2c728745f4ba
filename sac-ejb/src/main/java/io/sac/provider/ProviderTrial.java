package io.sac.provider;

import io.sac.outbound.AddressRefusedException;
import io.sac.outbound.GuardedHttp;
import io.sac.platform.Json;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Tries a provider with the smallest request there is, and says in plain words what came of it. */
public final class ProviderTrial {
    private static final Logger LOG = LoggerFactory.getLogger(ProviderTrial.class);
    private static final JsonMapper JSON = Json.mapper();
    private static final String FALLBACK_MODEL = "claude-haiku-4-5";

    private final GuardedHttp http;
    private final boolean privateAllowed;

    public ProviderTrial(GuardedHttp http, boolean privateAllowed) {
        this.http = http;
        this.privateAllowed = privateAllowed;
    }

    /** What came of a trial; {@code detail} is a sentence for the person. */
    public record Result(
            boolean ok,
            @Nullable String reason,
            String detail,
            @Nullable String model,
            long durationMs) {}

    public Result run(ProviderPreset preset, ModelAccess access) {
        long start = System.nanoTime();
        Outcome outcome = outcome(preset, access);
        long millis = Duration.ofNanos(System.nanoTime() - start).toMillis();
        LOG.info("provider {}: tried, {}", preset.preset(), outcome.reason() == null ? "ok" : outcome.reason());
        return new Result(outcome.reason() == null, outcome.reason(), outcome.detail(), outcome.model(), millis);
    }

    private record Outcome(
            @Nullable String reason,
            String detail,
            @Nullable String model) {}

    private Outcome outcome(ProviderPreset preset, ModelAccess access) {
        if (preset.isThroughSac()) {
            return new Outcome(
                    null, "The demo model is built into SAC and always answers. It needs no key.", "sac-demo");
        }
        if (preset.needsKey() && access.key() == null) {
            return new Outcome("key_refused", "Enter your key for " + preset.name() + " first.", null);
        }
        String base = access.baseUrl();
        if (base == null) {
            return new Outcome("address_refused", "Enter the address of the provider's API first.", null);
        }
        try {
            List<String> models = Stream.of(access.small(), access.medium(), access.large())
                    .filter(Objects::nonNull)
                    .distinct()
                    .toList();
            if (models.isEmpty() && preset.isTestedByModelsList()) {
                return judgeList(get(ProviderAddress.beneath(base, "/v1/models?limit=1"), access), access);
            }
            Outcome last = new Outcome("provider_error", "The provider was not asked.", null);
            for (String model : models.isEmpty() ? List.of(FALLBACK_MODEL) : models) {
                last = judge(ask(ProviderAddress.beneath(base, "/v1/messages"), access, model), access, model);
                if (last.reason() != null) {
                    return last;
                }
            }
            return models.size() > 1
                    ? new Outcome(
                            null,
                            "The provider accepts your key and knows all " + models.size() + " models.",
                            last.model())
                    : last;
        } catch (AddressRefusedException e) {
            return new Outcome(
                    "address_refused",
                    "SAC does not call addresses inside your own network or on this machine. An administrator can allow it.",
                    null);
        } catch (SocketTimeoutException e) {
            return new Outcome(
                    "timeout", "The provider did not answer in time. Check the address, or try again later.", null);
        } catch (UnknownHostException e) {
            return new Outcome("unreachable", "There is no server with this name. Check the address.", null);
        } catch (SSLException e) {
            return new Outcome(
                    "unreachable",
                    "No secure connection to the provider could be made. Check the address; behind a company proxy ask an administrator.",
                    null);
        } catch (ConnectException | NoRouteToHostException e) {
            return new Outcome(
                    "unreachable", "The provider cannot be reached. Check the address and the network.", null);
        } catch (IOException e) {
            LOG.debug("provider trial failed", e);
            return new Outcome("unreachable", "The connection to the provider broke off. Check the address.", null);
        }
    }

    private GuardedHttp.Answer get(URI target, ModelAccess access) throws IOException {
        return http.send("GET", target, headers(access), new byte[0], privateAllowed);
    }

    private GuardedHttp.Answer ask(URI target, ModelAccess access, String model) throws IOException {
        byte[] body = JSON.writeValueAsString(Map.of(
                        "model",
                        model,
                        "max_tokens",
                        16,
                        "messages",
                        List.of(Map.of("role", "user", "content", "Answer with the word: ready"))))
                .getBytes(StandardCharsets.UTF_8);
        Map<String, String> headers = headers(access);
        headers.put("Content-Type", "application/json");
        return http.send("POST", target, headers, body, privateAllowed);
    }

    private static Map<String, String> headers(ModelAccess access) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("User-Agent", "SAC");
        headers.put("anthropic-version", "2023-06-01");
        String key = access.key();
        if (key != null) {
            if (access.authentication() == ModelAccess.Authentication.API_KEY) {
                headers.put("x-api-key", key);
            } else {
                headers.put("Authorization", "Bearer " + key);
            }
        }
        return headers;
    }

    private Outcome judgeList(GuardedHttp.Answer answer, ModelAccess access) {
        if (answer.status() == 200 && parsed(answer).path("data").isArray()) {
            return new Outcome(null, "The provider accepts your key.", null);
        }
        return judgeFailure(answer, access, null);
    }

    private Outcome judge(GuardedHttp.Answer answer, ModelAccess access, String model) {
        if (answer.status() == 200) {
            JsonNode body = parsed(answer);
            if (body.path("type").asString("").equals("message")
                    && body.path("content").isArray()) {
                return new Outcome(null, "The provider accepts your key, and the model " + model + " answers.", model);
            }
        }
        return judgeFailure(answer, access, model);
    }

    private Outcome judgeFailure(GuardedHttp.Answer answer, ModelAccess access, @Nullable String model) {
        String said = said(answer, access);
        String quote = said.isEmpty() ? "" : " It said: \u201c" + said + "\u201d";
        int status = answer.status();
        if (status == 401 || status == 403) {
            return new Outcome(
                    "key_refused",
                    "The provider did not accept your key. Check it, or make a new one there." + quote,
                    model);
        }
        if (status == 429) {
            return new Outcome(
                    "rate_limited",
                    "The provider accepts no more requests for now: too many, or the credit is used up." + quote,
                    model);
        }
        if (status == 402) {
            return new Outcome("provider_error", "The provider wants payment first." + quote, model);
        }
        if (model != null
                && (status == 400 || status == 404 || status == 422)
                && said.toLowerCase(java.util.Locale.ROOT).contains("model")) {
            return new Outcome("model_unknown", "The provider does not know the model " + model + "." + quote, model);
        }
        if (status >= 500) {
            return new Outcome(
                    "provider_error",
                    "The provider has a problem of its own (" + status + "). Try again later." + quote,
                    model);
        }
        if (status >= 300 && status < 400) {
            return new Outcome(
                    "not_compatible",
                    "This address sends callers elsewhere, which SAC does not follow. Enter the final address.",
                    model);
        }
        if (status == 400 && !said.isEmpty()) {
            return new Outcome("provider_error", "The provider refused the request." + quote, model);
        }
        return new Outcome(
                "not_compatible",
                "This address does not speak Anthropic's Messages API (it answered " + status
                        + "). Check it; it usually ends before /v1/messages.",
                model);
    }

    /** The provider's own words, short, on one line, and never with the key. */
    private static String said(GuardedHttp.Answer answer, ModelAccess access) {
        JsonNode body = parsed(answer);
        JsonNode error = body.path("error");
        String text = error.path("message").asString("");
        if (text.isEmpty()) {
            text = error.isString() ? error.asString("") : body.path("message").asString("");
        }
        String key = access.key();
        String safe = key == null ? text : text.replace(key, "…");
        safe = safe.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
        return safe.length() > 200 ? safe.substring(0, 200) + "…" : safe;
    }

    private static JsonNode parsed(GuardedHttp.Answer answer) {
        try {
            JsonNode node = JSON.readTree(answer.text());
            return node == null ? JSON.createObjectNode() : node;
        } catch (JacksonException e) {
            return JSON.createObjectNode();
        }
    }
}
