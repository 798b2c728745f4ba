package io.sac.harness;

import static org.assertj.core.api.Assertions.assertThat;

import io.sac.platform.Json;
import io.sac.provider.ModelAccess;
import io.sac.provider.ProviderCatalog;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class CliSetupTest {
    private static final CliPlaces PLACES = new CliPlaces(
            Path.of("/opt/claude"),
            Path.of("/a/7/home"),
            Path.of("/a/7/workspace"),
            Path.of("/a/7/workspace/output"),
            Path.of("/a b/it's.sh"));

    private final HarnessCatalog harnesses = new HarnessCatalog();
    private final ProviderCatalog providers = new ProviderCatalog();

    private CliSetup claude(ModelAccess model, Map<String, String> variables) {
        return CliSetup.of(
                harnesses.find("claude-code").orElseThrow(),
                PLACES,
                Map.of("PATH", "/bin"),
                variables,
                model,
                null,
                "Be {output}!");
    }

    private ModelAccess access(String preset, String baseUrl, String key) {
        return providers.get(preset).access(baseUrl, key, null, null, null);
    }

    @Test
    void demoShouldGoThroughTheSidecar() {
        CliSetup setup = claude(access("demo", null, null), Map.of("MY", "value"));
        assertThat(setup.environment())
                .containsEntry("ANTHROPIC_BASE_URL", "{model_url}")
                .containsEntry("ANTHROPIC_AUTH_TOKEN", "{model_key}")
                .containsEntry("ANTHROPIC_DEFAULT_HAIKU_MODEL", "sac-demo")
                .containsEntry("HOME", "/a/7/home")
                .containsEntry("MY", "value")
                .containsEntry("PATH", "/bin");
        assertThat(setup.start())
                .containsExactly("/opt/claude", "--permission-mode", "acceptEdits", "--session-id", "{session_id}");
        assertThat(setup.resume()).endsWith("--resume", "{conversation_id}");
    }

    @Test
    void keysShouldGoWhereTheProviderWantsThem() {
        assertThat(claude(access("anthropic", null, "sk-1"), Map.of()).environment())
                .containsEntry("ANTHROPIC_BASE_URL", "https://api.anthropic.com")
                .containsEntry("ANTHROPIC_API_KEY", "sk-1")
                .doesNotContainKey("ANTHROPIC_AUTH_TOKEN");
        assertThat(claude(access("glm", null, "sk-2"), Map.of()).environment())
                .containsEntry("ANTHROPIC_BASE_URL", "https://open.bigmodel.cn/api/anthropic")
                .containsEntry("ANTHROPIC_AUTH_TOKEN", "sk-2")
                .containsEntry("ANTHROPIC_DEFAULT_OPUS_MODEL", "glm-4.7")
                .doesNotContainKey("ANTHROPIC_API_KEY");
    }

    @Test
    void filesShouldAnswerTheFirstQuestionsAndInstallTheHooks() {
        CliSetup setup = claude(access("demo", null, null), Map.of());
        JsonNode state = Json.mapper()
                .readTree(file(setup, ".claude.json").over("{\"numStartups\": 3, \"projects\": {\"/x\": {}}}"));
        assertThat(state.path("numStartups").asInt()).isEqualTo(3);
        assertThat(state.path("hasCompletedOnboarding").asBoolean()).isTrue();
        assertThat(state.path("projects")
                        .path("/a/7/workspace")
                        .path("hasTrustDialogAccepted")
                        .asBoolean())
                .isTrue();
        assertThat(state.path("projects").has("/x")).isTrue();
        assertThat(state.path("theme").asString()).isEqualTo("auto");
        assertThat(file(setup, ".claude.json").over("{\"theme\": \"light\"}")).contains("\"theme\" : \"light\"");

        JsonNode settings =
                Json.mapper().readTree(file(setup, ".claude/settings.json").over("half writ"));
        assertThat(settings.path("hooks").propertyNames())
                .contains("SessionStart", "UserPromptSubmit", "Notification", "Stop", "SubagentStop", "SessionEnd");
        assertThat(settings.at("/hooks/Stop/0/hooks/0/command").asString()).isEqualTo("bash '/a b/it'\\''s.sh'");

        assertThat(file(setup, ".claude/CLAUDE.md").over(null))
                .contains("/a/7/workspace/output", "./output")
                .endsWith("Be {output}!\n");
    }

    @Test
    void reservedNamesShouldBeRefusedInAnyCase() {
        HarnessDescriptor claude = harnesses.find("claude-code").orElseThrow();
        assertThat(java.util.List.of(
                        "PATH",
                        "HOME",
                        "SAC_HOOK_URL",
                        "sac_x",
                        "ANTHROPIC_API_KEY",
                        "LD_PRELOAD",
                        "NODE_OPTIONS",
                        "CLAUDE_CONFIG_DIR",
                        "path",
                        "BASH_ENV"))
                .allMatch(name -> harnesses.isReserved(name, claude));
        assertThat(harnesses.isReserved("GITHUB_TOKEN", claude)).isFalse();
        assertThat(harnesses.isReserved(
                        "ANTHROPIC_API_KEY", harnesses.find("shell").orElseThrow()))
                .isFalse();
    }

    @Test
    void everyProviderOfADescriptorShouldExist() {
        assertThat(harnesses.all())
                .allSatisfy(harness -> assertThat(providers.names()).containsAll(harness.providers()));
    }

    private static CliSetup.SetupFile file(CliSetup setup, String path) {
        return setup.files().stream()
                .filter(file -> file.path().equals(path))
                .findFirst()
                .orElseThrow();
    }
}
