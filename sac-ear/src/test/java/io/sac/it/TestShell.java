package io.sac.it;

import io.sac.testing.TestSac;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** A shell agent of one user. */
record TestShell(TestSac sac, SacClient owner, long id) {
    private static final Duration START_LIMIT = Duration.ofSeconds(120);

    static TestShell of(TestSac sac, SacClient owner) {
        long id = owner.post("/api/agents", "{\"name\": \"Shell\", \"harness\": \"shell\"}")
                .is(201)
                .json()
                .path("id")
                .asLong();
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

    /** The text of a file in the workspace; empty when it is not there. */
    String workspaceText(String file) {
        Path path = sac.home()
                .resolve("agents")
                .resolve(Long.toString(id))
                .resolve("workspace")
                .resolve(file);
        try {
            return Files.exists(path) ? Files.readString(path) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
