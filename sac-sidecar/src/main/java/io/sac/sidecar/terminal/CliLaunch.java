package io.sac.sidecar.terminal;

import io.sac.sidecar.config.SidecarConfig;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** How a session's program is started: which command, with which conversation, in which environment. */
public final class CliLaunch {
    private final SidecarConfig config;
    private final Addresses addresses;

    /** Where the sidecar's own loopback doors are. */
    public record Addresses(String hookUrl, String modelUrl, String modelKey) {}

    /** Prepares launches for one agent. */
    public CliLaunch(SidecarConfig config, Addresses addresses) {
        this.config = config;
        this.addresses = addresses;
    }

    /** A command, and whether it goes on with a conversation. */
    record Command(List<String> words, boolean resumes) {}

    /** Whether the program tells what it does by hooks. */
    boolean hooked() {
        return !config.transcripts().isEmpty();
    }

    /**
     * The command for a session. A conversation is resumed only when its transcript exists: the CLI refuses to resume one
     * in which nothing was said, and to begin one that has a transcript.
     */
    Command command(UUID session, @Nullable String conversation, boolean freshConversation) {
        String own = session.toString();
        String known = conversation != null ? conversation : own;
        List<String> resume = config.cli().resume();
        boolean takesConversation = resume.stream().anyMatch(word -> word.contains("{conversation_id}"));
        if (!freshConversation && takesConversation && hasTranscript(known)) {
            return new Command(filled(resume, own, known), true);
        }
        String begun =
                freshConversation || hasTranscript(own) ? UUID.randomUUID().toString() : own;
        return new Command(filled(config.cli().start(), begun, known), false);
    }

    private static List<String> filled(List<String> words, String session, String conversation) {
        return words.stream()
                .map(word -> word.replace("{session_id}", session).replace("{conversation_id}", conversation))
                .toList();
    }

    /** Only looks for the name; what is in the file is the shipper's business. */
    private boolean hasTranscript(String conversation) {
        if (!conversation.matches("[A-Za-z0-9_-]{1,80}")) {
            return false;
        }
        for (Path root : config.transcripts()) {
            try (DirectoryStream<Path> projects = Files.newDirectoryStream(root, Files::isDirectory)) {
                for (Path project : projects) {
                    if (Files.isRegularFile(project.resolve(conversation + ".jsonl"))) {
                        return true;
                    }
                }
            } catch (IOException e) {
                continue;
            }
        }
        return false;
    }

    /** The complete environment: what the runtime gave, and who the session is. */
    List<String> environment(UUID session) {
        Map<String, String> variables = new TreeMap<>();
        variables.put("TERM", "xterm-256color");
        variables.put("LANG", "C.UTF-8");
        variables.put("PATH", "/usr/local/bin:/usr/bin:/bin");
        String hookUrl = addresses.hookUrl() + '/' + session;
        config.cli()
                .environment()
                .forEach((name, value) -> variables.put(
                        name,
                        value.replace("{hook_url}", hookUrl)
                                .replace("{model_url}", addresses.modelUrl())
                                .replace("{model_key}", addresses.modelKey())
                                .replace("{session_id}", session.toString())));
        variables.put("SAC_SESSION_ID", session.toString());
        variables.put("SAC_AGENT_ID", Long.toString(config.agentId()));
        variables.put("SAC_HOOK_URL", hookUrl);
        List<String> environment = new ArrayList<>();
        variables.forEach((name, value) -> environment.add(name + '=' + value));
        return environment;
    }

    /** Where a program without a path is, by the agent's PATH. */
    List<String> located(List<String> words) {
        String program = words.getFirst();
        if (program.indexOf('/') >= 0) {
            return words;
        }
        String path = config.cli().environment().getOrDefault("PATH", "/usr/local/bin:/usr/bin:/bin");
        for (String folder : path.split(":")) {
            Path candidate = Path.of(folder, program);
            if (!folder.isEmpty() && Files.isExecutable(candidate) && Files.isRegularFile(candidate)) {
                List<String> located = new ArrayList<>(words);
                located.set(0, candidate.toString());
                return located;
            }
        }
        return words;
    }

    String directory() {
        return config.workspace().toString();
    }
}
