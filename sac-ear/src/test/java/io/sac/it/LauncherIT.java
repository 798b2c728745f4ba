package io.sac.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.sac.testing.TestSac;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LauncherIT {
    private final TestSac sac = TestSac.start(Map.of());

    @BeforeEach
    void run() {
        sac.ensureRunning();
    }

    @AfterAll
    void stop() {
        sac.close();
    }

    @Test
    void runShouldAdoptPostgresAndReplaceServerWhenBothWereKilled() {
        long postgres = sac.postgres().orElseThrow().pid();
        sac.killLauncher();
        sac.killServer();

        sac.launch();

        assertThat(sac.postgres().orElseThrow().pid()).isEqualTo(postgres);
        assertThat(get("health/ready").statusCode()).isEqualTo(200);
    }

    @Test
    void runShouldEndTheServerThatAKilledLauncherLeftBehind() {
        ProcessHandle orphan = sac.server().orElseThrow();
        sac.killLauncher();
        assertThat(orphan.isAlive()).isTrue();

        sac.launch();

        assertThat(orphan.isAlive()).isFalse();
        assertThat(sac.server().orElseThrow().pid()).isNotEqualTo(orphan.pid());
    }

    @Test
    void launcherShouldStartTheServerAgainWhenItDiesByItself() {
        ProcessHandle first = sac.server().orElseThrow();
        sac.killServer();

        TestSac.await(Duration.ofMinutes(2), () -> sac.printed().contains("The server is back"));

        assertThat(sac.server().orElseThrow().pid()).isNotEqualTo(first.pid());
        assertThat(get("health/ready").statusCode()).isEqualTo(200);
    }

    /** The first start of a fresh build learns; this class has begun with a start already. */
    @Test
    void startShouldUseWhatJavaHasLearned() throws IOException {
        long server = sac.server().orElseThrow().pid();

        assertThat(Files.readString(Path.of("/proc", Long.toString(server), "maps")))
                .as("what Java has mapped")
                .contains("/start-caches/");
        assertThat(Files.readString(sac.home().resolve("logs/console.log"))).doesNotContainIgnoringCase("AOT cache");
    }

    @Test
    void interruptShouldEndServerAndPostgres() {
        ProcessHandle server = sac.server().orElseThrow();
        ProcessHandle postgres = sac.postgres().orElseThrow();

        sac.interrupt();

        assertThat(server.isAlive()).isFalse();
        assertThat(postgres.isAlive()).isFalse();
        assertThat(sac.command("stop").text()).isEqualTo("SAC was not running.");
    }

    @Test
    void setupLinkShouldBeSecretAndRenewable() throws IOException {
        Path file = sac.home().resolve("setup-link");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(Files.readString(file)).contains("/setup?token=" + sac.setupToken());

        TestSac.Printed fresh = sac.command("setup-link");

        assertThat(fresh.exitCode()).isZero();
        assertThat(fresh.text()).startsWith(sac.url("setup?token=").toString()).doesNotContain(sac.setupToken());
        assertThat(Files.readString(file).strip()).isEqualTo(fresh.text());

        sac.administratorToken();
        TestSac.Printed refused = sac.command("setup-link");
        assertThat(refused.exitCode()).isNotZero();
        assertThat(refused.text()).isEqualTo("SAC has an administrator already, so there is no set-up link.");
        assertThat(file).doesNotExist();
    }

    @Test
    void secondLauncherShouldSayThatSacRunsAlready() {
        TestSac.Printed second = sac.command("run");

        assertThat(second.exitCode()).isEqualTo(75);
        assertThat(second.text()).startsWith("Another SAC already runs in SAC_HOME " + sac.home());
    }

    @Test
    void takenPortShouldBeSaidInOneSentence() throws IOException {
        sac.interrupt();
        try (var other = new ServerSocket(sac.port(), 1, InetAddress.getByName("127.0.0.1"))) {
            TestSac.Printed refused = sac.command("run");

            assertThat(refused.exitCode()).isEqualTo(79);
            assertThat(refused.text())
                    .isEqualTo("Port " + other.getLocalPort() + " on 127.0.0.1 is taken by another program;"
                            + " stop it or set API_GATEWAY_PORT to another port.");
        }
    }

    @Test
    void twoSacsShouldRunSideBySide() {
        try (TestSac other = TestSac.start(Map.of())) {
            assertThat(other.port()).isNotEqualTo(sac.port());
            assertThat(get("health/ready").statusCode()).isEqualTo(200);
            assertThat(get(other.url("health/ready")).statusCode()).isEqualTo(200);
        }
        assertThat(get("health/ready").statusCode()).isEqualTo(200);
    }

    private HttpResponse<String> get(String path) {
        return get(sac.url(path));
    }

    private static HttpResponse<String> get(URI address) {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                    HttpRequest.newBuilder(address)
                            .timeout(Duration.ofSeconds(20))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
