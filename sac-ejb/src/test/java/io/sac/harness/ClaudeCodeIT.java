package io.sac.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sac.harness.CliSetup.SetupFile;
import io.sac.outbound.OutboundProxy;
import io.sac.outbound.OutboundSettings;
import io.sac.provider.ProviderCatalog;
import io.sac.provider.demo.DemoServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real Claude Code, as the descriptor installs and starts it, at work with the demo model. */
class ClaudeCodeIT {
    private static final HarnessDescriptor CLAUDE =
            new HarnessCatalog().find("claude-code").orElseThrow();

    @TempDir
    Path folder;

    @Test
    void itShouldWriteTheFileItIsAskedForAndGoOnWithTheConversation() throws Exception {
        Path program = program();
        try (DemoServer model = DemoServer.start()) {
            CliSetup setup = setup(program);
            UUID session = UUID.randomUUID();
            run(setup.start(), session, setup, model, "write a haiku to haiku.md");
            Path haiku = folder.resolve("workspace/output/haiku.md");
            assertThat(haiku).content().hasLineCount(3);
            run(setup.resume(), session, setup, model, "write a haiku to haiku.md containing \"second words\"");
            assertThat(haiku).hasContent("second words");
            assertThat(model.requests().getLast().path("messages").toString()).contains("write a haiku to haiku.md\"");
            assertThat(folder.resolve("hook.log")).content().contains("SessionStart", "UserPromptSubmit", "Stop");
        }
    }

    /** The one that an administrator named, or the pinned one from the registry, kept for the next run. */
    private static Path program() {
        HarnessPrograms programs = new HarnessPrograms(
                new HarnessSettings(
                        Path.of("target/harnesses").toAbsolutePath(),
                        Optional.empty(),
                        Optional.ofNullable(System.getenv("SAC_CLAUDE_CODE_BINARY"))
                                .map(path -> Map.of("SAC_CLAUDE_CODE_BINARY", path))
                                .orElse(Map.of())),
                new OutboundSettings(OutboundProxy.NONE, null));
        try {
            return programs.provide(CLAUDE, new InstallProgress() {
                @Override
                public void at(@Nullable Integer percent, String message) {}

                @Override
                public boolean cancelled() {
                    return false;
                }
            });
        } catch (InstallException e) {
            assumeTrue(
                    e.why() != InstallException.Cause.NO_NETWORK && e.why() != InstallException.Cause.UNSUPPORTED,
                    e.getMessage());
            throw new AssertionError(e.getMessage() + "\n" + e.log(), e);
        }
    }

    private CliSetup setup(Path program) throws IOException {
        Path home = Files.createDirectories(folder.resolve("home"));
        Path workspace = Files.createDirectories(folder.resolve("workspace"));
        Path output = Files.createDirectories(workspace.resolve("output"));
        Path hook = Files.writeString(
                folder.resolve("hook.sh"),
                "cat >> '" + folder.resolve("hook.log") + "'\necho >> '" + folder.resolve("hook.log") + "'\n");
        CliSetup setup = CliSetup.of(
                CLAUDE,
                new CliPlaces(program, home, workspace, output, hook),
                Map.of("PATH", ProgramSearch.path(), "LANG", "C.UTF-8", "NO_PROXY", "127.0.0.1"),
                Map.of(),
                new ProviderCatalog().get("demo").access(null, null, null, null, null),
                null,
                "");
        for (SetupFile file : setup.files()) {
            Path target = home.resolve(file.path());
            Files.createDirectories(target.getParent());
            Files.writeString(target, file.over(null));
        }
        return setup;
    }

    private void run(List<String> command, UUID session, CliSetup setup, DemoServer model, String prompt)
            throws Exception {
        List<String> full = new ArrayList<>(command.stream()
                .map(part -> part.replace("{session_id}", session.toString())
                        .replace("{conversation_id}", session.toString()))
                .toList());
        full.add("-p");
        full.add(prompt);
        Path log = folder.resolve("claude.log");
        ProcessBuilder builder = new ProcessBuilder(full)
                .directory(folder.resolve("workspace").toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().clear();
        setup.environment()
                .forEach((name, value) -> builder.environment()
                        .put(name, value.replace("{model_url}", model.url()).replace("{model_key}", "key")));
        Process process = builder.start();
        process.getOutputStream().close();
        try {
            assertThat(process.waitFor(90, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as(Files.readString(log)).isZero();
        } finally {
            process.destroyForcibly();
        }
    }
}
