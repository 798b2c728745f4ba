package io.sac.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.sac.it.SacClient.Answer;
import io.sac.testing.SacExtension;
import io.sac.testing.TestSac;
import java.net.HttpCookie;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** Where one is signed in: access token, refresh cookie, and what ends them. */
@ExtendWith(SacExtension.class)
class SignInsIT {
    private final TestSac sac;

    SignInsIT(TestSac sac) {
        this.sac = sac;
    }

    @Test
    void refreshShouldRotateAndStayGoodForTheTabBeside() {
        SacClient client = SacClient.newUser(sac);
        HttpCookie first = cookie(client);

        client.post("/api/auth/refresh", null).is(200).signIn(client);
        HttpCookie second = cookie(client);
        assertThat(second.getValue()).isNotEqualTo(first.getValue());

        // Another tab still holds the one before: it gets the newest again.
        client.putCookie(first);
        client.post("/api/auth/refresh", null).is(200);
        assertThat(cookie(client).getValue()).isEqualTo(second.getValue());
        // Also for half a minute after the newest was used.
        client.post("/api/auth/refresh", null).is(200);
        client.putCookie(first);
        client.post("/api/auth/refresh", null).is(200);
    }

    @Test
    void oldRefreshTokenShouldEndItsWholeFamily() {
        SacClient client = SacClient.newUser(sac);
        HttpCookie first = cookie(client);
        client.post("/api/auth/refresh", null).is(200).signIn(client);
        client.post("/api/auth/refresh", null).is(200).signIn(client);
        HttpCookie newest = cookie(client);
        String session = currentSignIn(client);
        // Half a minute passes.
        sac.database().execute("update login_session set recent_uses = '' where id = '" + session + "'");

        client.putCookie(first);
        client.post("/api/auth/refresh", null).isProblem(401, "session-expired");

        client.putCookie(newest);
        client.post("/api/auth/refresh", null).isProblem(401, "session-expired");
        client.get("/api/auth/me").isProblem(401, "session-expired");
    }

    @Test
    void forgedRefreshTokensShouldBeRefusedAndHarmNobody() {
        SacClient client = SacClient.newUser(sac);
        HttpCookie good = cookie(client);
        String value = good.getValue().replace("\"", "");
        for (String forged : List.of(
                value.replaceFirst("\\.(\\d+)\\.([^.]+)$", ".9.$2"),
                value.substring(0, value.length() - 2) + "AA",
                value.replaceFirst("[0-9a-f-]{36}", UUID.randomUUID().toString()),
                "x",
                "r1....")) {
            HttpCookie cookie = (HttpCookie) good.clone();
            cookie.setValue(forged);
            client.putCookie(cookie);
            client.post("/api/auth/refresh", null).isProblem(401, "session-expired");
        }
        client.putCookie(good);
        client.post("/api/auth/refresh", null).is(200);
    }

    @Test
    void tabsThatRefreshAtOnceShouldAllStaySignedIn() throws Exception {
        SacClient client = SacClient.newUser(sac);
        String cookie = cookie(client).toString();
        try (ExecutorService tabs = Executors.newFixedThreadPool(8)) {
            Callable<String> tab = () -> SacClient.of(sac)
                    .post("/api/auth/refresh", null, "Cookie", cookie)
                    .is(200)
                    .header("Set-Cookie");
            List<String> given = tabs.invokeAll(Collections.nCopies(8, tab)).stream()
                    .map(Future::resultNow)
                    .map(header -> header.replaceFirst(";.*", ""))
                    .distinct()
                    .toList();
            assertThat(given).hasSize(1);
            SacClient.of(sac)
                    .post("/api/auth/refresh", null, "Cookie", given.getFirst())
                    .is(200);
        }
    }

    @Test
    void cookieShouldBeForThisInstallationAndNoScript() {
        SacClient client = SacClient.newUser(sac);
        String name = client.get("/api/auth/me").json().path("username").asString();

        Answer login = logIn(name, "a good password").is(200);

        assertThat(login.response().headers().allValues("Set-Cookie"))
                .singleElement()
                .asString()
                .matches("sac_refresh_[A-Za-z0-9_-]+=[^;]+; Path=/api/auth; Max-Age=\\d+; HttpOnly; SameSite=Lax");
        assertThat(login.header("Cache-Control")).startsWith("no-store");
        assertThat(client.post("/api/auth/logout", null).is(204).header("Set-Cookie"))
                .contains("=; Path=/api/auth; Max-Age=0; HttpOnly");
    }

    @Test
    void roleShouldBeReadAnewFromTheDatabase() {
        SacClient user = SacClient.newUser(sac);
        long id = user.get("/api/auth/me").json().path("id").asLong();
        user.get("/api/admin/users").isProblem(403, "forbidden");

        sac.database().execute("update app_user set role = 'admin' where id = " + id);
        user.get("/api/admin/users").is(200);
        sac.database().execute("update app_user set role = 'user' where id = " + id);
        user.get("/api/admin/users").isProblem(403, "forbidden");
    }

    @Test
    void disabledAccountShouldBeOutAtOnce() {
        SacClient user = SacClient.newUser(sac);
        JsonNode me = user.get("/api/auth/me").json();

        sac.database()
                .execute("update app_user set disabled_at = now() where id = "
                        + me.path("id").asLong());

        user.get("/api/auth/me").is(401);
        user.post("/api/auth/refresh", null).is(401);
        logIn(me.path("username").asString(), "a good password").isProblem(403, "account-disabled");
    }

    @Test
    void proxiesThatNobodyTrustsShouldNotBeBelieved() {
        SacClient user = SacClient.newUser(sac);
        String name = user.get("/api/auth/me").json().path("username").asString();
        String[] lies = {
            "X-Forwarded-For",
            "203.0.113.9",
            "X-Forwarded-Proto",
            "https",
            "X-Forwarded-Host",
            "evil.example",
            "$WSRA",
            "203.0.113.9",
            "$WSSC",
            "https",
            "$WSIS",
            "true",
            "$WSSN",
            "evil.example",
            "Forwarded",
            "for=203.0.113.9;proto=https;host=evil.example"
        };
        SacClient there = SacClient.of(sac);
        Answer login = there.post("/api/auth/login", credentials(name, "a good password"), lies)
                .is(200)
                .signIn(there);

        assertThat(login.header("Set-Cookie")).doesNotContain("Secure");
        assertThat(login.header("Content-Security-Policy"))
                .contains("ws://localhost:")
                .doesNotContain("evil");
        assertThat(login.header("Strict-Transport-Security")).isEmpty();
        assertThat(there.get("/api/auth/sessions")
                        .json()
                        .path("sessions")
                        .valueStream()
                        .map(each -> each.path("address").asString()))
                .containsOnly("127.0.0.1");
        there.post(
                        "/api/auth/refresh",
                        null,
                        "Origin",
                        "https://evil.example",
                        "X-Forwarded-Host",
                        "evil.example",
                        "X-Forwarded-Proto",
                        "https")
                .isProblem(403, "foreign-origin");
    }

    @Test
    void noOtherOriginShouldReadAnswers() {
        SacClient client = SacClient.newUser(sac);
        for (String origin : List.of("https://evil.example", "null", "http://localhost:1")) {
            Answer answer = client.get("/api/auth/me", "Origin", origin).is(200);
            assertThat(answer.response().headers().map().keySet())
                    .noneMatch(name -> name.toLowerCase().startsWith("access-control-"));
            Answer preflight = client.sendUnchecked(
                    "OPTIONS", "/api/auth/me", null, "Origin", origin, "Access-Control-Request-Method", "PUT");
            assertThat(preflight.header("Access-Control-Allow-Origin")).isEmpty();
        }
    }

    @Test
    void cookieEndpointsShouldRefuseAnotherWebsite() {
        SacClient client = SacClient.newUser(sac);

        client.post("/api/auth/refresh", null, "Origin", "https://evil.example").isProblem(403, "foreign-origin");
        client.post("/api/auth/logout", null, "Origin", "null").isProblem(403, "foreign-origin");
        client.post("/api/auth/refresh", null, "Sec-Fetch-Site", "cross-site").isProblem(403, "foreign-origin");
        String own = sac.url().toString();
        client.post("/api/auth/refresh", null, "Origin", own.substring(0, own.length() - 1))
                .is(200);
    }

    @Test
    void accessTokenShouldEndWithItsSignIn() {
        SacClient client = SacClient.newUser(sac);
        client.get("/api/auth/me").is(200);

        client.post("/api/auth/logout", null).is(204);

        client.get("/api/auth/me").isProblem(401, "session-expired");
        client.post("/api/auth/refresh", null).isProblem(401, "session-expired");
    }

    @Test
    void otherSignInsShouldBeListedAndEnded() {
        SacClient here = SacClient.newUser(sac);
        String name = here.get("/api/auth/me").is(200).json().path("username").asString();
        SacClient there = SacClient.of(sac);
        there.post("/api/auth/login", credentials(name.toUpperCase(), "a good password"))
                .is(200)
                .signIn(there);
        JsonNode list = here.get("/api/auth/sessions").is(200).json().path("sessions");
        assertThat(list.size()).isEqualTo(2);

        here.delete("/api/auth/sessions").is(204);

        here.get("/api/auth/me").is(200);
        there.get("/api/auth/me").is(401);
        here.delete("/api/auth/sessions/" + UUID.randomUUID()).isProblem(404, "login-session-not-found");
    }

    private Answer logIn(String name, String password) {
        return SacClient.of(sac).post("/api/auth/login", credentials(name, password));
    }

    private static String credentials(String name, String password) {
        return "{\"username\": \"%s\", \"password\": \"%s\"}".formatted(name, password);
    }

    private static String currentSignIn(SacClient client) {
        return client.get("/api/auth/sessions")
                .is(200)
                .json()
                .path("sessions")
                .valueStream()
                .filter(each -> each.path("current").asBoolean())
                .findFirst()
                .orElseThrow()
                .path("id")
                .asString();
    }

    private static HttpCookie cookie(SacClient client) {
        return client.cookies().getFirst();
    }
}
