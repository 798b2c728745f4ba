package io.sac.it;

import static io.sac.it.SecondSac.ATTEMPTS;
import static io.sac.it.SecondSac.CREDENTIALS;
import static io.sac.it.SecondSac.ORIGIN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sac.testing.TestSac;
import java.net.URI;
import java.net.http.WebSocketHandshakeException;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A SAC at {@code https://sac.example/sac/}, behind a proxy that it trusts and that may take the base path away. */
class PublicAddressIT {
    private final SecondSac second = SecondSac.get();
    private final TestSac sac = second.sac();

    @Test
    void setUpLinkShouldLeadToThePublicAddress() {
        assertThat(sac.printed()).contains(ORIGIN + "/sac/setup?token=");
    }

    @Test
    void oneOfManySetUpsAtOnceShouldMakeTheAdministrator() {
        assertThat(second.setUps()).filteredOn(status -> status == 200).hasSize(1);
        assertThat(second.setUps())
                .filteredOn(status -> status == 403)
                .hasSize(second.setUps().size() - 1);
        assertThat(sac.database().rows())
                .filteredOn(row -> row.contains("account.set-up"))
                .hasSize(1);
        RawHttp again = second.post("/api/setup", """
                {"token": "%s", "username": "mallory", "password": "a good password"}""".formatted(sac.setupToken()));
        assertThat(again.status()).isEqualTo(403);
        assertThat(again.body()).contains("set-up-done");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/sac"})
    void pagesShouldBeAtHomeBeneathTheBase(String prefix) {
        for (String page : List.of("/", "/agents/7", "/setup")) {
            RawHttp answer = second.get(prefix + page);
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body()).contains("<base href=\"/sac/\">");
            assertThat(answer.header("Content-Security-Policy")).contains("wss://sac.example;");
            assertThat(answer.header("Strict-Transport-Security")).isNotEmpty();
        }
        String asset = find("(assets/[^\"]+\\.js)", second.get(prefix + "/").body());
        assertThat(second.get(prefix + "/" + asset).status()).isEqualTo(200);
        assertThat(second.get(prefix + "/api/docs").status()).isEqualTo(200);
        assertThat(second.get(prefix + "/api/docs/swagger-ui.css").status()).isEqualTo(200);
        assertThat(second.get(prefix + "/api/openapi.yaml").body()).contains("- url: /sac/");
        assertThat(second.get(prefix + "/api/internal/heartbeat").status()).isEqualTo(404);
        assertThat(second.get(prefix + "/WEB-INF/beans.xml").status()).isEqualTo(404);
        assertThat(second.get(prefix + "/health").status()).isEqualTo(200);
    }

    @Test
    void redirectsShouldLeadToThePublicAddress() {
        assertThat(second.get("/sac").header("Location")).isIn("/sac/", ORIGIN + "/sac/");
        assertThat(second.get("/sac/api/docs/").header("Location")).isIn("/sac/api/docs", ORIGIN + "/sac/api/docs");
        assertThat(second.get("/api/docs/").header("Location")).isIn("/sac/api/docs", ORIGIN + "/sac/api/docs");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/sac"})
    void cookieShouldBeSecureAndBeneathTheBase(String prefix) {
        RawHttp login = second.post(prefix + "/api/auth/login", CREDENTIALS, "Origin: " + ORIGIN);

        assertThat(login.status()).isEqualTo(200);
        assertThat(login.headers("Set-Cookie"))
                .singleElement()
                .asString()
                .matches(
                        "sac_refresh_[A-Za-z0-9_-]+=[^;]+; Path=/sac/api/auth; Max-Age=\\d+; HttpOnly; SameSite=Lax; Secure");
        String cookie = "Cookie: " + login.header("Set-Cookie").replaceFirst(";.*", "");
        RawHttp renewed = second.post(prefix + "/api/auth/refresh", "", cookie, "Origin: " + ORIGIN);
        assertThat(renewed.status()).isEqualTo(200);
        RawHttp sessions = second.get(prefix + "/api/auth/sessions", "Authorization: Bearer " + token(renewed));
        assertThat(sessions.body()).contains("\"198.51.100.7\"").doesNotContain("192.0.2.1");
    }

    @Test
    void attemptsShouldCountForTheAddressThatTheProxySaw() {
        RawHttp last = null;
        for (int i = 0; i <= ATTEMPTS; i++) {
            last = guess("user" + i, "X-Forwarded-For: 192.0.2." + i + ", 203.0.113.50");
        }

        assertThat(last.status()).isEqualTo(429);
        assertThat(last.body()).contains("too-many-requests");
        assertThat(Integer.parseInt(last.header("Retry-After"))).isPositive();
        assertThat(guess("somebody", "X-Forwarded-For: 203.0.113.51").status()).isEqualTo(401);
    }

    @Test
    void onlyThePublicOriginShouldBeOurs() {
        for (String origin : List.of(
                "http://sac.example",
                "https://sac.example.evil.example",
                "https://evil.example",
                "https://sac.example:8443",
                "http://localhost:" + sac.port(),
                "null")) {
            assertThat(second.post("/api/auth/login", CREDENTIALS, "Origin: " + origin)
                            .status())
                    .as(origin)
                    .isEqualTo(403);
        }
        assertThat(second.post("/api/auth/login", CREDENTIALS, "Sec-Fetch-Site: cross-site")
                        .status())
                .isEqualTo(403);
    }

    @Test
    void resourcesLinksAndSocketsShouldWorkBeneathTheBase() throws Exception {
        String bearer = second.bearer();
        String authorization = "Authorization: Bearer " + bearer;
        RawHttp made = second.post("/sac/api/agents", "{\"name\": \"a\", \"harness\": \"shell\"}", authorization);
        assertThat(made.header("Location")).startsWith(ORIGIN + "/sac/api/agents/");

        // Somebody on the machine itself may use its own address.
        SacClient owner = SacClient.of(sac).with(bearer);
        long id = Long.parseLong(made.header("Location").replaceFirst(".*/", ""));
        TestShell shell = new TestShell(sac, owner, id);
        String session = shell.ready();
        shell.put("dir/a b.html", "hello");
        RawHttp link = second.post(
                "/sac/api/workspace/output/links",
                "{\"agent_id\": %d, \"path\": \"dir/a b.html\", \"purpose\": \"preview\"}".formatted(id),
                authorization);
        String url = find("\"url\":\"([^\"]+)\"", link.body());
        for (String prefix : List.of("/", "/sac/")) {
            assertThat(second.get(prefix + url).body()).contains("hello");
        }
        for (String prefix : List.of("/", "/sac/")) {
            String address = "ws://localhost:%d%sws/%s?token=%s&agent_id=%d"
                    .formatted(sac.port(), prefix, session, shell.ticket(session), id);
            assertThatThrownBy(() -> socket(address, "https://evil.example"))
                    .hasCauseInstanceOf(WebSocketHandshakeException.class);
            try (RawSocket terminal = socket(address, ORIGIN)) {
                terminal.sendText("{\"AuthToken\": \"\", \"columns\": 80, \"rows\": 24}");
                terminal.sendBinary("0echo he''llo\r");
                terminal.awaitText('0', "hello");
            }
        }
    }

    private RawSocket socket(String address, String origin) throws Exception {
        return new RawSocket(
                URI.create(address),
                "tty",
                "Origin",
                origin,
                "X-Forwarded-Host",
                "sac.example",
                "X-Forwarded-Proto",
                "https");
    }

    private RawHttp guess(String name, String forwardedFor) {
        return RawHttp.post(
                sac.port(),
                "/api/auth/login",
                "{\"username\": \"" + name + "\", \"password\": \"wrong password\"}",
                "Host: sac.example",
                "X-Forwarded-Proto: https",
                "X-Forwarded-Host: sac.example",
                forwardedFor);
    }

    private static String token(RawHttp answer) {
        return find("\"token\":\"([^\"]+)\"", answer.body());
    }

    private static String find(String pattern, String text) {
        var matcher = Pattern.compile(pattern).matcher(text);
        assertThat(matcher.find()).as("%s in %s", pattern, text).isTrue();
        return matcher.group(1);
    }
}
