package io.sac.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.sac.it.SacClient.Answer;
import io.sac.testing.SacExtension;
import io.sac.testing.TestSac;
import java.util.List;
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
    void longPasswordsShouldCountToTheirEnd() {
        SacClient client = SacClient.newUser(sac);
        String name = client.get("/api/auth/me").json().path("username").asString();
        // 120 characters of three bytes each: bcrypt itself would look at the first 24.
        String longest = "\u6f22".repeat(119);
        client.put("/api/auth/password", passwords("a good password", longest + "A"))
                .is(204);

        logIn(name, longest + "A").is(200);
        logIn(name, longest + "B").isProblem(401, "wrong-credentials");
        logIn(name, longest).isProblem(401, "wrong-credentials");
        client.put("/api/auth/password", passwords(longest + "A", "x".repeat(129)))
                .isProblem(400, "invalid");
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
        SacClient somebody = SacClient.of(sac);
        for (String mode : List.of("closed", "invite", "open")) {
            administrator
                    .put("/api/admin/settings/registration_mode", "{\"value\": \"" + mode + "\"}")
                    .is(200);
            assertThat(somebody.get("/api/auth/registration-mode")
                            .is(200)
                            .json()
                            .path("mode")
                            .asString())
                    .isEqualTo(mode);
            String name = "mode-" + UUID.randomUUID().toString().substring(0, 8);
            Answer registered = somebody.post("/api/auth/register", credentials(name, "a good password"));
            if (mode.equals("open")) {
                assertThat(registered.is(200).json().at("/user/role").asString())
                        .isEqualTo("user");
            } else {
                registered.isProblem(403, "registration-closed");
            }
        }
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
}
