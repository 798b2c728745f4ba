package io.sac.agent.local;

import io.sac.agent.AgentSpec;
import io.sac.harness.CliPlaces;
import io.sac.harness.CliSetup;
import io.sac.harness.HarnessDescriptor;
import io.sac.platform.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/** Writes what a sidecar and its program find when they start: configuration, tokens, and the files of the home. */
final class SidecarFiles {
    private final LocalSettings settings;
    private final AgentFolder folder;
    private final AgentSpec spec;
    private final HarnessDescriptor harness;

    SidecarFiles(LocalSettings settings, AgentFolder folder, AgentSpec spec, HarnessDescriptor harness) {
        this.settings = settings;
        this.folder = folder;
        this.spec = spec;
        this.harness = harness;
    }

    void write(Path program, String hook, String tokens) throws IOException {
        CliSetup setup = CliSetup.of(
                harness,
                new CliPlaces(program, folder.home(), folder.workspace(), folder.output(), folder.hook()),
                MachineVariables.forPrograms(),
                spec.variables(),
                spec.model(),
                spec.permissionMode(),
                spec.instructions());
        for (CliSetup.SetupFile file : setup.files()) {
            put(file);
        }
        AgentFolder.writePrivate(folder.hook(), hook);
        AgentFolder.writePrivate(folder.tokens(), tokens);
        AgentFolder.writePrivate(
                folder.config(), Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(config(setup)));
    }

    /** A program may have put a link where its file should be; what it leads to is not ours to write. */
    private void put(CliSetup.SetupFile file) throws IOException {
        Path target = folder.home().resolve(file.path()).normalize();
        if (!target.startsWith(folder.home())) {
            throw new IOException("a descriptor names a file outside of the home: " + file.path());
        }
        for (Path at = target.getParent(); at != null && !at.equals(folder.home()); at = at.getParent()) {
            if (Files.isSymbolicLink(at)) {
                Files.delete(at);
            }
        }
        if (Files.isSymbolicLink(target)) {
            Files.delete(target);
        }
        boolean there = Files.exists(target, LinkOption.NOFOLLOW_LINKS);
        if (!(there && file.keep())) {
            AgentFolder.writePrivate(target, file.over(there ? AgentFolder.readIfThere(target) : null));
        }
    }

    private Map<String, Object> config(CliSetup setup) {
        Map<String, Object> config = new LinkedHashMap<>();
        config.put("agent_id", spec.agentId());
        config.put("generation", spec.generation());
        config.put("server", settings.server().toString());
        config.put("server_file", settings.serverFile().toString());
        config.put("token_file", folder.tokens().toString());
        config.put("listen", "127.0.0.1");
        config.put("port", 0);
        config.put("run_file", folder.runFile().toString());
        config.put("state_dir", folder.state().toString());
        config.put("home", folder.home().toString());
        config.put("workspace", folder.workspace().toString());
        config.put("output", folder.output().toString());
        config.put("terminal", Map.of("kind", "pty"));
        Map<String, Object> cli = new LinkedHashMap<>();
        cli.put("start", setup.start());
        cli.put("resume", setup.resume());
        cli.put("environment", setup.environment());
        config.put("cli", cli);
        config.put(
                "transcripts",
                setup.transcripts().stream()
                        .map(path -> folder.home().resolve(path).toString())
                        .toList());
        config.put("hook_port", 0);
        config.put("model", model());
        config.put("limits", limits());
        return config;
    }

    private Map<String, Object> model() {
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("enabled", harness.needsModel() && spec.model().throughSac());
        model.put("provider", spec.model().preset());
        model.put("key", randomKey());
        model.put("port", 0);
        return model;
    }

    private Map<String, Object> limits() {
        Map<String, Object> limits = new LinkedHashMap<>();
        limits.put("sessions", spec.sessions());
        return limits;
    }

    private static String randomKey() {
        byte[] key = new byte[24];
        new SecureRandom().nextBytes(key);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(key);
    }
}
