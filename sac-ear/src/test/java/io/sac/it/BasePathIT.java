package io.sac.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.sac.launcher.FreePort;
import io.sac.testing.TestSac;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/** SAC under a path of a host, behind a proxy, in a real Chromium whose path is in SAC_TEST_CHROMIUM. */
@EnabledIfEnvironmentVariable(
        named = "SAC_TEST_CHROMIUM",
        matches = ".+",
        disabledReason = "no browser tests: set SAC_TEST_CHROMIUM to the path of a Chromium")
class BasePathIT {
    @Test
    void everythingShouldStayUnderThePath() throws Exception {
        URI shown = URI.create("http://127.0.0.1:" + FreePort.any() + "/sac/");
        try (TestSac sac = TestSac.start(Map.of("SAC_PUBLIC_URL", shown.toString()))) {
            ProcessBuilder builder = new ProcessBuilder("node", "test/browser/base-path.mjs")
                    .directory(
                            TestSac.project().resolve("sac-web/src/main/frontend").toFile())
                    .redirectErrorStream(true);
            builder.environment()
                    .putAll(Map.of(
                            "SAC_PUBLIC_URL", shown.toString(),
                            "SAC_UPSTREAM", sac.url().toString(),
                            "SAC_SETUP_TOKEN", sac.setupToken()));
            Process process = builder.start();
            String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

            assertThat(process.waitFor()).as(printed).isZero();
        }
    }
}
