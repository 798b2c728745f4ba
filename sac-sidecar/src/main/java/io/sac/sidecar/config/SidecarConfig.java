package io.sac.sidecar.config;

import io.sac.protocol.AgentToken;
import io.sac.sidecar.json.BadJsonException;
import io.sac.sidecar.json.Fields;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything the runtime tells a sidecar, from one JSON file (docs/internal-protocol.md). A field this version does not
 * know is logged and left alone, for a newer server may have written the file for the sidecar of the next start.
 */
public record SidecarConfig(
        long agentId,
        long generation,
        String server,
        @Nullable Path serverFile,
        Path tokenFile,
        String listen,
        int port,
        Path runFile,
        Path stateDir,
        Path home,
        Path workspace,
        Path output,
        String outputWatch,
        @Nullable String ttydUrl,
        Cli cli,
        List<Path> transcripts,
        int hookPort,
        Model model,
        Limits limits) {

    private static final Logger LOG = LoggerFactory.getLogger(SidecarConfig.class);

    /** How the agent's program is started, anew or with a conversation of before; the environment is complete. */
    public record Cli(List<String> start, List<String> resume, Map<String, String> environment) {}

    /** The model loopback, when the agent uses it. */
    public record Model(boolean enabled, String provider, String key, int port) {}

    /** Bounds; null: none. */
    public record Limits(
            int sessions,
            int ringBytes,
            long fileBytes,
            @Nullable Long memoryBytes,
            @Nullable Long pids) {}

    /** The agent's two tokens. */
    public record Tokens(AgentToken up, AgentToken down) {}

    /** Reads and checks the file. */
    public static SidecarConfig read(Path file) throws IOException {
        return of(Files.readString(file));
    }

    static SidecarConfig of(String json) {
        Fields fields = Fields.of(json);
        Fields terminal = fields.optionalFields("terminal");
        Fields cli = fields.fields("cli");
        Fields model = fields.optionalFields("model");
        Fields limits = fields.optionalFields("limits");
        String serverFile = fields.optionalText("server_file");
        SidecarConfig config = new SidecarConfig(
                fields.number("agent_id", 0, Integer.MAX_VALUE),
                fields.number("generation", 0, Integer.MAX_VALUE),
                fields.text("server"),
                serverFile == null ? null : Path.of(serverFile),
                Path.of(fields.text("token_file")),
                fields.text("listen"),
                fields.number("port", 0, 65535, 0),
                Path.of(fields.text("run_file")),
                Path.of(fields.text("state_dir")),
                Path.of(fields.text("home")),
                Path.of(fields.text("workspace")),
                Path.of(fields.text("output")),
                outputWatch(fields.optionalText("output_watch")),
                ttyd(terminal),
                new Cli(cli.texts("start"), cli.texts("resume"), Map.copyOf(cli.textsByName("environment"))),
                fields.texts("transcripts").stream().map(Path::of).toList(),
                fields.number("hook_port", 0, 65535, 0),
                model == null
                        ? new Model(false, "", "", 0)
                        : new Model(
                                model.flag("enabled", false),
                                orEmpty(model.optionalText("provider")),
                                orEmpty(model.optionalText("key")),
                                model.number("port", 0, 65535, 0)),
                limits(limits));
        if (config.cli().start().isEmpty()) {
            throw new BadJsonException("cli.start is missing");
        }
        if (!config.output().startsWith(config.workspace())) {
            throw new BadJsonException("output must be a folder in the workspace");
        }
        if (!fields.unknown().isEmpty()) {
            LOG.warn("the configuration has fields this version does not know: {}", fields.unknown());
        }
        return config;
    }

    private static String outputWatch(@Nullable String text) {
        if (text == null) {
            return "inotify";
        }
        if (!text.equals("inotify") && !text.equals("watchservice") && !text.equals("scan")) {
            throw new BadJsonException("output_watch must be inotify, watchservice or scan");
        }
        return text;
    }

    private static @Nullable String ttyd(@Nullable Fields terminal) {
        if (terminal == null) {
            return null;
        }
        return switch (terminal.text("kind")) {
            case "pty" -> null;
            case "ttyd" -> terminal.text("url");
            default -> throw new BadJsonException("terminal.kind must be pty or ttyd");
        };
    }

    private static Limits limits(@Nullable Fields limits) {
        if (limits == null) {
            return new Limits(8, 4 << 20, 1L << 30, null, null);
        }
        Long fileBytes = limits.optionalNumber("file_bytes");
        return new Limits(
                limits.number("sessions", 1, 1000, 8),
                limits.number("ring_bytes", 64 * 1024, 1 << 30, 4 << 20),
                fileBytes == null ? 1L << 30 : fileBytes,
                limits.optionalNumber("memory_bytes"),
                limits.optionalNumber("pids"));
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    /** Reads the tokens; each must be for this agent and generation. */
    public Tokens readTokens() throws IOException {
        AgentToken up = null;
        AgentToken down = null;
        for (String line : Files.readAllLines(tokenFile)) {
            if (line.startsWith("up=")) {
                up = AgentToken.parse(line.substring(3).strip()).orElse(null);
            } else if (line.startsWith("down=")) {
                down = AgentToken.parse(line.substring(5).strip()).orElse(null);
            }
        }
        if (up == null || down == null) {
            throw new IOException(tokenFile + " does not hold an up and a down token");
        }
        return new Tokens(up, down);
    }
}
