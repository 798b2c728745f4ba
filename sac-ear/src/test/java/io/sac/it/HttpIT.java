package io.sac.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.sac.it.SacClient.Answer;
import io.sac.testing.SacExtension;
import io.sac.testing.TestSac;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What holds for every request, whatever it asks. */
@ExtendWith(SacExtension.class)
class HttpIT {
    private final TestSac sac;
    private final SacClient nobody;
    private final SacClient internal;

    HttpIT(TestSac sac) {
        this.sac = sac;
        this.nobody = SacClient.of(sac);
        this.internal = SacClient.internal(sac);
    }

    @Test
    void badBodiesShouldBeRefusedWithAPathAndWithoutTheValue() {
        bad("{\"username\":").isProblem(400, "bad-request");
        bad("[]").isProblem(400, "bad-request");
        bad("").isProblem(400, "bad-request");
        bad("{\"username\": \"a\", \"password\": \"b\"} x").isProblem(400, "bad-request");
        Answer unknown =
                bad("{\"username\": \"a\", \"passwort\": \"hunter2hunter2\"}").isProblem(400, "invalid");
        assertThat(unknown.json().at("/errors/0/path").asString()).isEqualTo("passwort");
        Answer wrongType = bad("{\"username\": \"a\", \"password\": 123456789}").isProblem(400, "invalid");
        assertThat(wrongType.json().at("/errors/0/path").asString()).isEqualTo("password");
        assertThat(unknown.text() + wrongType.text()).doesNotContain("hunter2", "123456789", "Exception", "io.sac");
        bad("{\"username\": \"" + "x".repeat(2 << 20) + "\"}").isProblem(413, "too-large");
    }

    @Test
    void unknownAddressesMethodsAndTypesShouldBeProblems() {
        nobody.sendUnchecked("GET", "/api/nothing/here", null).isProblem(404, "not-found");
        nobody.sendUnchecked("DELETE", "/api/auth/login", null).isProblem(405, "method-not-allowed");
        nobody.sendUnchecked("POST", "/api/auth/login", null, "Content-Type", "text/plain")
                .is(415);
        nobody.sendUnchecked("GET", "/api/setup", null, "Accept", "image/png").isProblem(406, "not-acceptable");
        nobody.sendUnchecked("POST", "/agents", "{}").isProblem(405, "method-not-allowed");
    }

    @Test
    void requestIdShouldComeBackAndStandInTheProblem() {
        Answer kept =
                nobody.get("/api/auth/me", "Sac-Request-Id", "my-request-0001").is(401);
        assertThat(kept.header("Sac-Request-Id")).isEqualTo("my-request-0001");
        assertThat(kept.json().path("instance").asString()).isEqualTo("my-request-0001");
        assertThat(nobody.get("/api/setup", "Sac-Request-Id", "<script>").header("Sac-Request-Id"))
                .doesNotContain("script");
    }

    @Test
    void forgedAndForeignTokensShouldBeRefused() {
        String good = sac.administratorToken();
        for (String token : new String[] {
            "", "abc", "a.b.c", good.substring(0, good.length() - 4) + "AAAA", "sac1.k1.up.1.1." + "A".repeat(43)
        }) {
            SacClient.of(sac).with(token).get("/api/auth/me").is(401);
        }
        // {"alg":"none"} with the claims of a good one
        String none = "eyJhbGciOiJub25lIn0." + good.split("\\.")[1] + ".";
        SacClient.of(sac).with(none).get("/api/auth/me").is(401);
    }

    @Test
    void sidecarsPortShouldAnswerNothingElse() {
        for (String path : new String[] {
            "/",
            "/index.html",
            "/health",
            "/health/ready",
            "/metrics",
            "/api/setup",
            "/api/docs",
            "/api/auth/me",
            "/ws/x"
        }) {
            assertThat(internal.sendUnchecked("GET", path, null).status())
                    .as(path)
                    .isEqualTo(404);
        }
        internal.sendUnchecked("POST", "/api/internal/heartbeat", "{}").is(401);
        internal.with(sac.administratorToken());
        internal.sendUnchecked("POST", "/api/internal/heartbeat", "{}").is(401);
    }

    @Test
    void internalAddressesShouldNotBeOnThePublicPort() {
        for (String path : new String[] {
            "/api/internal/heartbeat",
            "/api/%69nternal/heartbeat",
            "//api//internal/heartbeat",
            "/api/internal;x=y/heartbeat",
            "/api/x/../internal/heartbeat"
        }) {
            assertThat(nobody.sendUnchecked("POST", path, "{}").status())
                    .as(path)
                    .isIn(400, 404);
        }
    }

    @Test
    void headersOfTheContainersOwnProxyShouldNotBeBelieved() {
        String[] lies = {
            "$WSSP", String.valueOf(sac.internalUrl().getPort()), "$WSSN", "127.0.0.1", "$WSRA", "127.0.0.1"
        };
        nobody.sendUnchecked("POST", "/api/internal/heartbeat", "{}", lies).isProblem(404, "not-found");
        nobody.sendUnchecked("GET", "/api/setup", null, lies).is(200);
    }

    @Test
    void pagesShouldCarryAStrictPolicy() {
        Answer page = nobody.sendUnchecked("GET", "/agents/7", null).is(200);

        assertThat(page.header("Content-Type")).startsWith("text/html");
        assertThat(page.header("Cache-Control")).isEqualTo("no-cache");
        assertThat(page.header("Content-Security-Policy"))
                .contains("default-src 'self'", "script-src 'self';", "frame-ancestors 'none'", "object-src 'none'")
                .doesNotContain("unsafe-eval");
        assertThat(page.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(page.text()).contains("<base href=\"/\">");
        String asset = page.text().replaceAll("(?s).*?(assets/[^\"]+\\.js).*", "/$1");
        Answer script = nobody.sendUnchecked("GET", asset, null, "Accept-Encoding", "gzip, br")
                .is(200);
        assertThat(script.header("Content-Encoding")).isEqualTo("br");
        assertThat(script.header("Cache-Control")).contains("immutable");
        nobody.sendUnchecked("GET", asset, null, "If-None-Match", script.header("ETag"), "Accept-Encoding", "br")
                .is(304);
        nobody.sendUnchecked("GET", "/assets/nothing.js", null).is(404);
        nobody.sendUnchecked("GET", "/WEB-INF/beans.xml", null).is(404);
    }

    @Test
    void healthMetricsAndContractShouldBeServed() {
        assertThat(nobody.get("/health").is(200).json().path("status").asString())
                .isEqualTo("UP");
        for (String kind : new String[] {"started", "live", "ready"}) {
            nobody.sendUnchecked("GET", "/health/" + kind, null).is(200);
        }
        assertThat(nobody.sendUnchecked("GET", "/metrics", null).is(200).text()).contains("jvm_memory_used_bytes");
        nobody.sendUnchecked("GET", "/metrics", null, "X-Forwarded-For", "203.0.113.9")
                .is(404);
        assertThat(nobody.sendUnchecked("GET", "/api/openapi.yaml", null)
                        .is(200)
                        .text())
                .startsWith("openapi: 3.1");
        assertThat(nobody.sendUnchecked("GET", "/api/docs", null).is(200).text())
                .doesNotContain("<script>");
        nobody.sendUnchecked("GET", "/api/docs/swagger-ui-bundle.js", null).is(200);
    }

    @Test
    @EnabledIfEnvironmentVariable(named = "SAC_TEST_CHROMIUM", matches = ".+")
    void contractShouldBeReadableUnderTheStrictPolicy(@TempDir Path folder) throws Exception {
        Path console = folder.resolve("console");
        Process browser = new ProcessBuilder(
                        System.getenv("SAC_TEST_CHROMIUM"),
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-quic",
                        "--no-first-run",
                        "--disable-background-networking",
                        "--disable-component-update",
                        "--disable-sync",
                        "--user-data-dir=" + folder.resolve("profile"),
                        "--enable-logging=stderr",
                        "--virtual-time-budget=20000",
                        "--dump-dom",
                        sac.url("api/docs").toString())
                .redirectError(console.toFile())
                .start();
        String page = new String(browser.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(browser.waitFor()).isZero();
        assertThat(page).contains("/api/agents/{agent_id}", "Coding agents for everyone");
        assertThat(Files.readString(console)).doesNotContain("Refused to", "Content Security Policy");
    }

    private Answer bad(String body) {
        return nobody.post("/api/auth/login", body);
    }
}
