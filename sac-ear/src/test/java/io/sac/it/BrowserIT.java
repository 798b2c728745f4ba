package io.sac.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.sac.launcher.FreePort;
import io.sac.testing.TestSac;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a person sees, in a real Chromium whose path is in SAC_TEST_CHROMIUM. */
@EnabledIfEnvironmentVariable(
        named = "SAC_TEST_CHROMIUM",
        matches = ".+",
        disabledReason = "no browser tests: set SAC_TEST_CHROMIUM to the path of a Chromium")
class BrowserIT {
    /** Both widths, themes and languages; all their combinations are for the one who changes the pages. */
    private static final String VARIANTS = "wide-light-en,narrow-dark-zh-CN";

    private static final Path FRONTEND = TestSac.project().resolve("sac-web/src/main/frontend");

    /** The real SAC with the real Claude Code, killed and started again while the page is open. */
    @Test
    void storyShouldHoldFromSetupLinkToComingBack() throws Exception {
        Map<String, String> claude = Optional.ofNullable(System.getenv("SAC_TEST_CLAUDE"))
                .map(path -> Map.of("SAC_CLAUDE_CODE_BINARY", path))
                .orElse(Map.of());
        try (TestSac sac = TestSac.start(claude)) {
            run("story", Map.of("SAC_URL", sac.url().toString(), "SAC_SETUP_TOKEN", sac.setupToken()), sac);
        }
    }

    /** The application in all its states on a server that is made to say what is needed. */
    @ParameterizedTest
    @ValueSource(strings = {"pages", "flows", "workbench"})
    void applicationShouldHoldInEveryState(String script) throws Exception {
        run(script, Map.of("VARIANTS", VARIANTS), null);
    }

    /** Under a path of a host, behind a proxy that takes the path away. */
    @Test
    void everythingShouldStayUnderTheBasePath() throws Exception {
        String shown = "http://127.0.0.1:" + FreePort.any() + "/sac/";
        try (TestSac sac = TestSac.start(Map.of("SAC_PUBLIC_URL", shown))) {
            Map<String, String> variables = Map.of(
                    "SAC_PUBLIC_URL", shown,
                    "SAC_UPSTREAM", sac.url().toString(),
                    "SAC_SETUP_TOKEN", sac.setupToken());
            run("base-path", variables, null);
        }
    }

    private static void run(String script, Map<String, String> variables, @Nullable TestSac sac)
            throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder("node", "test/browser/" + script + ".mjs")
                .directory(FRONTEND.toFile())
                .redirectErrorStream(true);
        builder.environment().putAll(variables);
        Process process = builder.start();
        StringBuilder printed = new StringBuilder();
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
                Writer answers = process.outputWriter(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                printed.append(line).append('\n');
                if (sac != null && line.startsWith("! ")) {
                    carryOut(line.substring(2), sac);
                    answers.write("done\n");
                    answers.flush();
                }
            }
        } finally {
            process.destroy();
        }
        System.out.print(printed);
        assertThat(process.waitFor()).as(printed.toString()).isZero();
    }

    private static void carryOut(String request, TestSac sac) {
        switch (request) {
            case "kill" -> {
                sac.killLauncher();
                sac.killServer();
            }
            case "start" -> sac.launch();
            default -> throw new AssertionError(request);
        }
    }
}
