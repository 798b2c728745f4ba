package io.sac.provider;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.sac.outbound.GuardedHttp;
import io.sac.outbound.OutboundProxy;
import io.sac.outbound.OutboundTrust;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProviderTrialTest {
    private static final String KEY = "sk-secret-1234";
    private static final String GOOD = "{'type':'message','content':[{'type':'text','text':'ready'}]}";

    private final ProviderCatalog providers = new ProviderCatalog();
    private final List<String> seen = new CopyOnWriteArrayList<>();
    private HttpServer server;
    private volatile int status = 200;
    private volatile String body = GOOD;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            seen.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " "
                    + exchange.getRequestHeaders().getFirst("Authorization"));
            byte[] bytes = body.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private ProviderTrial.Result run(boolean privateAllowed) {
        GuardedHttp http = new GuardedHttp(
                OutboundTrust.context(Optional.empty()), OutboundProxy.NONE, Duration.ofSeconds(10), 10_000);
        ModelAccess access = providers
                .get("custom")
                .access("http://127.0.0.1:" + server.getAddress().getPort() + "/base/", KEY, "little", null, "little");
        return new ProviderTrial(http, privateAllowed).run(providers.get("custom"), access);
    }

    @Test
    void aGoodProviderShouldBeAskedOnceForEachModel() {
        ProviderTrial.Result result = run(true);
        assertThat(result.ok()).isTrue();
        assertThat(result.reason()).isNull();
        assertThat(result.model()).isEqualTo("little");
        assertThat(seen).containsExactly("POST /base/v1/messages Bearer " + KEY);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "401|{'error':{'message':'bad key sk-secret-1234'}}|key_refused",
                "403|no|key_refused",
                "404|{'error':{'message':'model: little not found'}}|model_unknown",
                "400|{'error':{'message':'unknown model'}}|model_unknown",
                "404|<html>|not_compatible",
                "200|<html>|not_compatible",
                "200|{}|not_compatible",
                "302|x|not_compatible",
                "429|{}|rate_limited",
                "402|{}|provider_error",
                "529|{'error':{'message':'overloaded'}}|provider_error"
            })
    void everyRefusalShouldHaveItsReasonAndNeverTellTheKey(int answered, String said, String reason) {
        status = answered;
        body = said;
        ProviderTrial.Result result = run(true);
        assertThat(result.ok()).isFalse();
        assertThat(result.reason()).isEqualTo(reason);
        assertThat(result.detail()).isNotBlank().doesNotContain(KEY);
    }

    @Test
    void thisMachineShouldNotBeAskedUnlessAllowed() {
        assertThat(run(false).reason()).isEqualTo("address_refused");
        assertThat(seen).isEmpty();
    }

    @Test
    void nobodyAtTheAddressShouldBeSaid() {
        server.stop(0);
        assertThat(run(true).reason()).isEqualTo("unreachable");
    }
}
