package io.sac.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.sac.testing.TestSac;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a program that lies about its transcript gets its sidecar to send: nothing. */
class TranscriptsIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final TestSac sac = SecondSac.get().sac();
    private final SacClient owner = SecondSac.get().administrator();

    @AfterEach
    void clear() {
        owner.get("/api/agents")
                .json()
                .path("agents")
                .forEach(agent -> owner.delete("/api/agents/" + agent.path("id").asLong()));
    }

    @Test
    void forgedPathsShouldSendNothing() throws Exception {
        TestShell victim = agent();
        TestShell liar = agent();
        Path theirs = project(victim).resolve("theirs.jsonl");
        Files.writeString(theirs, line("stolen"));
        Files.createSymbolicLink(project(liar).resolve("link.jsonl"), theirs);
        Files.createSymbolicLink(liar.folder().resolve("home/.claude/projects/folder"), project(victim));
        Files.writeString(liar.folder().resolve("home/outside.jsonl"), line("outside"));
        Files.writeString(project(liar).resolve("true.jsonl"), line("true"));
        String session = liar.ready();

        try (RawSocket terminal = new RawSocket(liar.socket(session, liar.ticket(session)), "tty")) {
            terminal.sendText("{\"AuthToken\": \"\", \"columns\": 200, \"rows\": 30}");
            for (String path : List.of(
                    theirs.toString(),
                    project(liar) + "/link.jsonl",
                    liar.folder() + "/home/.claude/projects/folder/theirs.jsonl",
                    project(liar) + "/../../../../../" + victim.id() + "/home/.claude/projects/p/theirs.jsonl",
                    liar.folder() + "/home/outside.jsonl",
                    liar.folder() + "/tokens",
                    "/etc/passwd",
                    // What comes last is true and arrives, so the ones before it were heard.
                    project(liar) + "/true.jsonl")) {
                terminal.sendBinary("0printf '{\"hook_event_name\": \"Stop\", \"session_id\": \"c1\", "
                        + "\"transcript_path\": \"%s\"}' '" + path + "' | bash ~/../hook.sh\r");
            }
            TestSac.await(LIMIT, () -> said(liar).contains("true"));
        }

        assertThat(said(liar)).doesNotContain("stolen", "outside", "up=", "root:");
    }

    private TestShell agent() {
        long id = owner.post("/api/agents", "{\"name\": \"a\", \"harness\": \"claude-code\"}")
                .is(201)
                .json()
                .path("id")
                .asLong();
        return new TestShell(sac, owner, id);
    }

    private static Path project(TestShell agent) throws IOException {
        return Files.createDirectories(agent.folder().resolve("home/.claude/projects/p"));
    }

    private String said(TestShell agent) {
        return owner.get("/api/conversations?agent_id=" + agent.id()).is(200).text();
    }

    private static String line(String text) {
        return """
                {"uuid":"%1$s","parentUuid":null,"timestamp":"2026-11-21T10:00:00.123Z","type":"user","sessionId":"c1",\
                "message":{"role":"user","content":[{"type":"text","text":"%1$s"}]}}
                """.formatted(text);
    }
}
