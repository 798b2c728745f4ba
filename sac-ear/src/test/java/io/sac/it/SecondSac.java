package io.sac.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.sac.testing.TestSac;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Another SAC, started once for all classes that need it: at {@code https://sac.example/sac/} behind a proxy that it
 * trusts, with few attempts to sign in, and with a plain shell in the place of Claude Code.
 */
final class SecondSac {
    static final String ORIGIN = "https://sac.example";
    static final int ATTEMPTS = 15;
    static final String CREDENTIALS =
            "{\"username\": \"%s\", \"password\": \"%s\"}".formatted(TestSac.ADMINISTRATOR, TestSac.PASSWORD);

    private static final String[] PROXY = {
        "Host: sac.example",
        "X-Forwarded-Proto: https",
        "X-Forwarded-Host: sac.example",
        // What the client said itself stands in front of what the proxy saw.
        "X-Forwarded-For: 192.0.2.1, 198.51.100.7"
    };
    private static @Nullable SecondSac started;

    private final TestSac sac;
    private final List<Integer> setUps;

    private SecondSac() {
        this.sac = TestSac.start(Map.of(
                "SAC_PUBLIC_URL",
                ORIGIN + "/sac/",
                "SAC_TRUSTED_PROXIES",
                "127.0.0.0/8,::1",
                "SAC_ACCOUNT_ATTEMPTS_PER_ADDRESS",
                Integer.toString(ATTEMPTS),
                "SAC_CLAUDE_CODE_BINARY",
                shell().toString()));
        // Before set-up nobody can sign in, with whatever password.
        assertThat(get("/api/setup").body()).contains("{\"needed\":true}");
        assertThat(sac.database().rows("app_user")).isEmpty();
        for (String password : List.of("admin", "password", "changeit", "sac")) {
            String guess = "{\"username\": \"admin\", \"password\": \"" + password + "\"}";
            assertThat(post("/api/auth/login", guess).status()).isEqualTo(401);
        }
        this.setUps = setUpAtOnce(sac.setupToken());
    }

    static synchronized SecondSac get() {
        if (started == null) {
            started = new SecondSac();
        }
        return started;
    }

    TestSac sac() {
        return sac;
    }

    /** What several set-ups at once were answered. */
    List<Integer> setUps() {
        return setUps;
    }

    /** The administrator, on the machine itself. */
    SacClient administrator() {
        return SacClient.of(sac).with(bearer());
    }

    String bearer() {
        String body = post("/api/auth/login", CREDENTIALS).body();
        return body.replaceFirst("(?s).*\"token\":\"([^\"]+)\".*", "$1");
    }

    /** A request as the proxy passes it on. */
    RawHttp get(String path, String... lines) {
        return RawHttp.get(sac.port(), path, with(lines));
    }

    RawHttp post(String path, String body, String... lines) {
        return RawHttp.post(sac.port(), path, body, with(lines));
    }

    private List<Integer> setUpAtOnce(String token) {
        try (ExecutorService people = Executors.newFixedThreadPool(4)) {
            String body = "{\"token\": \"%s\", %s".formatted(token, CREDENTIALS.substring(1));
            Callable<Integer> setUp = () -> post("/api/setup", body).status();
            return people.invokeAll(Collections.nCopies(4, setUp)).stream()
                    .map(Future::resultNow)
                    .toList();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private static String[] with(String... lines) {
        String[] all = java.util.Arrays.copyOf(PROXY, PROXY.length + lines.length);
        System.arraycopy(lines, 0, all, PROXY.length, lines.length);
        return all;
    }

    private static Path shell() {
        try {
            Path program = Files.createTempFile(
                    "sac-it-cli-",
                    ".sh",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            program.toFile().deleteOnExit();
            return Files.writeString(program, "#!/usr/bin/env bash\nexec bash --norc -i\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
