package io.sac.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.sac.it.SacClient.Answer;
import io.sac.testing.SacExtension;
import io.sac.testing.TestSac;
import java.net.HttpCookie;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

@ExtendWith(SacExtension.class)
class AccountsIT {
    private final TestSac sac;
    private final SacClient administrator;

    AccountsIT(TestSac sac) {
        this.sac = sac;
        this.administrator = SacClient.administrator(sac);
    }

    @Test
    void setUpShouldBeOverOnceThereIsAnAdministrator() {
        assertThat(SacClient.of(sac)
                        .get("/api/setup")
                        .is(200)
                        .json()
                        .path("needed")
                        .asBoolean())
                .isFalse();
        SacClient.of(sac).post("/api/setup", """
                        {"token": "%s", "username": "mallory", "password": "a good password"}
                        """.formatted(sac.setupToken())).isProblem(403, "set-up-done");
        assertThat(sac.home().resolve("setup-link")).doesNotExist();
    }

    @Test
    void loginShouldAnswerTheSameForUnknownNamesAndWrongPasswords() {
        Answer wrong = logIn(TestSac.ADMINISTRATOR, "not the password").isProblem(401, "wrong-credentials");
        Answer unknown =
                logIn("nobody-" + UUID.randomUUID(), "not the password").isProblem(401, "wrong-credentials");

        assertThat(unknown.json().path("detail")).isEqualTo(wrong.json().path("detail"));
    }

    @Test
    void accountShouldBeLockedHoweverTheClientSaysItIsSomebodyElse() {
        String name = "locked-" + UUID.randomUUID().toString().substring(0, 8);
        Answer last = null;
        for (int i = 0; i < 11; i++) {
            last = SacClient.of(sac)
                    .post("/api/auth/login", credentials(name, "wrong password"), "X-Forwarded-For", "203.0.113." + i);
        }

        assertThat(last).isNotNull();
        last.isProblem(429, "account-locked");
        assertThat(Integer.parseInt(last.header("Retry-After"))).isPositive();
    }

    @Test
    void refreshShouldRotateAndEndTheFamilyWhenAForeignNumberComes() {
        SacClient client = SacClient.newUser(sac);
        HttpCookie first = cookie(client);
        assertThat(first.isHttpOnly()).isTrue();
        assertThat(first.getPath()).isEqualTo("/api/auth");
        assertThat(first.getName()).startsWith("sac_refresh_");

        client.post("/api/auth/refresh", null).is(200).signIn(client);
        HttpCookie second = cookie(client);
        assertThat(second.getValue()).isNotEqualTo(first.getValue());

        // Another tab still holds the one before: it gets the newest again.
        client.putCookie(first);
        client.post("/api/auth/refresh", null).is(200);
        assertThat(cookie(client).getValue()).isEqualTo(second.getValue());

        HttpCookie forged = (HttpCookie) second.clone();
        forged.setValue(second.getValue().replaceFirst("\\.(\\d+)\\.([^.]+)$", ".9.$2"));
        client.putCookie(forged);
        client.post("/api/auth/refresh", null).isProblem(401, "session-expired");
        client.putCookie(second);
        client.post("/api/auth/refresh", null).is(200);
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

    @Test
    void passwordShouldChangeAndSignOutEverybodyElse() {
        SacClient here = SacClient.newUser(sac);
        String name = here.get("/api/auth/me").is(200).json().path("username").asString();
        SacClient there = SacClient.of(sac);
        there.post("/api/auth/login", credentials(name, "a good password"))
                .is(200)
                .signIn(there);

        here.put("/api/auth/password", passwords("wrong password", "another password"))
                .isProblem(400, "invalid");
        here.put("/api/auth/password", passwords("a good password", "short")).isProblem(400, "invalid");
        here.put("/api/auth/password", passwords("a good password", "another password"))
                .is(204);

        there.get("/api/auth/me").is(401);
        here.get("/api/auth/me").is(200);
        logIn(name, "a good password").is(401);
        logIn(name, "another password").is(200);
    }

    @Test
    void profileShouldKeepWhatIsAbsentAndClearWhatIsNull() {
        SacClient client = SacClient.newUser(sac);
        String address = UUID.randomUUID() + "@example.org";
        client.put("/api/auth/me", "{\"email\": \"" + address + "\", \"display_name\": \"Ada\"}")
                .is(200);

        JsonNode kept = client.put("/api/auth/me", "{}").is(200).json();
        assertThat(kept.path("email").asString()).isEqualTo(address);
        assertThat(kept.path("display_name").asString()).isEqualTo("Ada");
        assertThat(client.put("/api/auth/me", "{\"email\": null}")
                        .is(200)
                        .json()
                        .has("email"))
                .isFalse();
    }

    @Test
    void administratorsThingsShouldBeForbiddenToUsers() {
        SacClient user = SacClient.newUser(sac);

        user.get("/api/admin/settings").isProblem(403, "forbidden");
        user.get("/api/admin/users").isProblem(403, "forbidden");
        user.put("/api/admin/settings/registration_mode", "{\"value\": \"open\"}")
                .isProblem(403, "forbidden");
        SacClient.of(sac).get("/api/admin/settings").isProblem(401, "unauthenticated");
    }

    @Test
    void settingsShouldTakeOnlyWhatFitsAndUsersMayDiffer() {
        administrator
                .put("/api/admin/settings/max_agents_per_user", "{\"value\": \"3\"}")
                .isProblem(400, "invalid");
        administrator
                .put("/api/admin/settings/max_agents_per_user", "{\"value\": 5000}")
                .isProblem(400, "invalid");
        administrator.put("/api/admin/settings/nothing", "{\"value\": 1}").isProblem(404, "setting-not-found");
        administrator.get("/api/admin/settings").is(200);
        long user = SacClient.newUser(sac).get("/api/auth/me").json().path("id").asLong();
        String path = "/api/admin/users/" + user + "/settings";

        administrator.put(path + "/max_agents_per_user", "{\"value\": 7}").is(200);
        assertThat(administrator.get(path).is(200).text()).contains("\"value\":7");
        administrator.put(path + "/registration_mode", "{\"value\": \"open\"}").isProblem(400, "invalid");
        administrator.delete(path + "/max_agents_per_user").is(204);
        administrator.get("/api/admin/users/999999999/settings").isProblem(404, "user-not-found");
        assertThat(administrator
                        .get("/api/admin/users?limit=1")
                        .is(200)
                        .json()
                        .path("users")
                        .size())
                .isEqualTo(1);
        administrator.get("/api/admin/users?cursor=nonsense").isProblem(400, "invalid");
        administrator.get("/api/admin/users?limit=0").isProblem(400, "invalid");
    }

    @Test
    void registrationShouldFollowTheSetting() {
        SacClient.newUser(sac).get("/api/auth/registration-mode").is(200);
        for (String bad : new String[] {
            "{\"username\": \"a b\", \"password\": \"a good password\"}",
            "{\"username\": \"x@example.org\", \"password\": \"a good password\"}",
            "{\"username\": \"fine\", \"password\": \"short\"}",
            "{\"username\": \"fine\", \"password\": \"a good password\", \"role\": \"admin\"}",
            "{\"username\": \"admin\", \"email\": \"no address\", \"password\": \"a good password\"}"
        }) {
            SacClient.of(sac).post("/api/auth/register", bad).isProblem(400, "invalid");
        }
        SacClient.of(sac)
                .post("/api/auth/register", credentials("ADMIN", "a good password"))
                .isProblem(409, "username-taken");
    }

    private Answer logIn(String name, String password) {
        return SacClient.of(sac).post("/api/auth/login", credentials(name, password));
    }

    private static String credentials(String name, String password) {
        return "{\"username\": \"%s\", \"password\": \"%s\"}".formatted(name, password);
    }

    private static String passwords(String current, String wanted) {
        return "{\"current_password\": \"%s\", \"new_password\": \"%s\"}".formatted(current, wanted);
    }

    private static HttpCookie cookie(SacClient client) {
        return client.cookies().getFirst();
    }
}
