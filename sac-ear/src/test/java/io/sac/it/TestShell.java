package io.sac.it;

import io.sac.testing.SidecarDoor;
import io.sac.testing.TerminalClient;
import io.sac.testing.TestSac;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** An agent of one user, a shell unless told otherwise. */
record TestShell(TestSac sac, SacClient owner, long id) {
    private static final Duration START_LIMIT = Duration.ofSeconds(120);
    private static final Duration OUTPUT_LIMIT = Duration.ofSeconds(30);

    static TestShell of(TestSac sac, SacClient owner) {
        return named(sac, owner, "Shell");
    }

    static TestShell named(TestSac sac, SacClient owner, String name) {
        return of(sac, owner, "{\"name\": \"" + name + "\", \"harness\": \"shell\"}");
    }

    static TestShell of(TestSac sac, SacClient owner, String agent) {
        long id = owner.post("/api/agents", agent).is(201).json().path("id").asLong();
        return new TestShell(sac, owner, id);
    }

    SacClient.Answer open(boolean another) {
        return owner.post("/api/sessions", "{\"agent_id\": %d, \"new\": %b}".formatted(id, another));
    }

    /** A session whose program runs. */
    String ready() {
        String session = open(false).is(202).json().path("session_id").asString();
        awaitReady(session);
        return session;
    }

    void awaitReady(String session) {
        TestSac.await(START_LIMIT, () -> {
            String status = status(session);
            if (status.equals("failed")) {
                throw new AssertionError(owner.get("/api/agents/" + id).text());
            }
            return status.equals("ready");
        });
    }

    String status(String session) {
        return owner.get("/api/sessions/" + session)
                .is(200)
                .json()
                .path("status")
                .asString();
    }

    String ticket(String session) {
        return owner.post("/api/tickets", "{\"purpose\": \"terminal\", \"session_id\": \"" + session + "\"}")
                .is(200)
                .json()
                .path("ticket")
                .asString();
    }

    URI socket(String session, String ticket) {
        return URI.create("ws://localhost:%d/ws/%s?token=%s&agent_id=%d".formatted(sac.port(), session, ticket, id));
    }

    /** The agent's folder on this machine. */
    Path folder() {
        return sac.home().resolve("agents").resolve(Long.toString(id));
    }

    Path output() {
        return folder().resolve("workspace").resolve("output");
    }

    /** A token of the agent's: {@code up} or {@code down}. */
    String token(String direction) {
        try (Stream<String> lines = Files.lines(folder().resolve("tokens"))) {
            return lines.filter(line -> line.startsWith(direction + "="))
                    .map(line -> line.substring(direction.length() + 1))
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Speaks to the server as the agent's sidecar does. */
    SacClient sidecar() {
        return SacClient.internal(sac).with(token("up"));
    }

    /** Writes a file into the output folder, as a program would. */
    void write(String path, String text) {
        try {
            Path file = output().resolve(path);
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes a file into the output folder and waits until SAC has it. */
    void put(String path, String text) {
        write(path, text);
        awaitOutput(path);
    }

    void awaitOutput(String path) {
        TestSac.await(OUTPUT_LIMIT, () -> outputPaths().contains(path));
    }

    /** The paths of all output files that SAC has. */
    List<String> outputPaths() {
        return owner.get("/api/workspace/output/files?recursive=true&limit=200&agent_id=" + id)
                .is(200)
                .json()
                .path("files")
                .valueStream()
                .map(file -> file.path("path").asString())
                .toList();
    }

    /** Says what a transcript of the session says. */
    void say(String session, String conversation, String entry, String text) {
        sidecar()
                .sendUnchecked("POST", "/api/internal/conversations/events", """
                {"session_id": "%s", "conversation_id": "%s", "entries": [{"entry_id": "%s", "role": "user",
                 "at": "2026-11-21T10:00:00Z", "content": [{"type": "text", "text": "%s"}],
                 "raw": {"uuid": "%s"}}]}
                """.formatted(
                                session, conversation, entry, text, entry))
                .is(200);
    }

    /** The session's terminal as a page has it open: for ever, whatever happens to the connection. */
    TerminalClient page(String session, int port) {
        Patience patience = new Patience(owner, START_LIMIT);
        String wanted = "{\"purpose\": \"terminal\", \"session_id\": \"" + session + "\"}";
        return new TerminalClient(
                () -> {
                    String ticket = patience.ask("POST", "/api/tickets", wanted)
                            .is(200)
                            .json()
                            .path("ticket")
                            .asString();
                    return new TerminalClient.Target(
                            URI.create("ws://localhost:%d/ws/%s?token=%s&agent_id=%d"
                                    .formatted(port, session, ticket, id)),
                            Map.of("Origin", "http://localhost:" + port));
                },
                120,
                30);
    }

    /** Its sidecar, without the server in between. */
    SidecarDoor door() {
        return new SidecarDoor(sac, id);
    }

    Path workspace() {
        return folder().resolve("workspace");
    }

    /** The text of a file in the workspace; empty when it is not there. */
    String workspaceText(String file) {
        Path path = workspace().resolve(file);
        try {
            return Files.exists(path) ? Files.readString(path) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
