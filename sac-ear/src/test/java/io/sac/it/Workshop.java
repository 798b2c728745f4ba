package io.sac.it;

import io.sac.testing.TestSac;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** Somebody with a real agent at work: a session, prompts, files, a conversation. All of it bears the secret word. */
final class Workshop {
    /** Stands in everything that only the owner may see. */
    static final String SECRET = "quetzalcoatl";

    private final TestSac sac;
    private final SacClient owner;
    private final TestShell shell;
    private final Belongings belongings;
    private final AtomicInteger spares = new AtomicInteger();

    Workshop(TestSac sac) {
        this.sac = sac;
        this.owner = SacClient.newUser(sac);
        long user = owner.get("/api/auth/me").json().path("id").asLong();
        SacClient.administrator(sac)
                .put("/api/admin/users/" + user + "/settings/max_agents_per_user", "{\"value\": 50}")
                .is(200);
        this.shell = TestShell.named(sac, owner, SECRET);
        String session = shell.ready();
        owner.post(
                        "/api/sessions/" + session + "/prompts",
                        "{\"text\": \"mkdir -p output/site && echo %1$s > output/%1$s.txt; echo %1$s > output/site/%1$s.html\"}"
                                .formatted(SECRET))
                .is(202);
        shell.awaitOutput(SECRET + ".txt");
        shell.awaitOutput("site/" + SECRET + ".html");
        shell.say(session, SECRET, SECRET + "-entry", SECRET);
        String file = SECRET + ".txt";
        String page = "site/" + SECRET + ".html";
        this.belongings = new Belongings(
                user,
                shell.id(),
                session,
                file,
                page,
                SECRET + "-entry",
                currentSignIn(owner),
                link(file, "download"),
                link(page, "preview"));
    }

    SacClient owner() {
        return owner;
    }

    TestShell shell() {
        return shell;
    }

    Belongings belongings() {
        return belongings;
    }

    /** The same with an agent at rest that the caller may use up. */
    Belongings withSpareAgent() {
        return belongings.withAgent(TestShell.named(sac, owner, SECRET).id());
    }

    Belongings withSpareSession() {
        return belongings.withSession(
                shell.open(true).is(202).json().path("session_id").asString());
    }

    Belongings withSpareFile() {
        String file = SECRET + "-" + spares.incrementAndGet() + ".txt";
        shell.put(file, SECRET);
        return belongings.withFile(file);
    }

    Belongings withSpareSignIn() {
        return belongings.withLoginSession(currentSignIn(signInAgain()));
    }

    /** Another sign-in of the owner. */
    SacClient signInAgain() {
        String name = owner.get("/api/auth/me").json().path("username").asString();
        SacClient there = SacClient.of(sac);
        there.post("/api/auth/login", "{\"username\": \"" + name + "\", \"password\": \"a good password\"}")
                .is(200)
                .signIn(there);
        return there;
    }

    /** Ends all agents: each is a process of its own. */
    void clear() {
        ids("/api/agents?limit=200", "agents", "id")
                .forEach(agent -> owner.delete("/api/agents/" + agent).is(204));
    }

    /** What the owner has and has not ended; it stays the same whatever others try. */
    List<String> inventory() {
        return Stream.of(
                        ids("/api/agents?limit=200", "agents", "id"),
                        liveSessions(),
                        ids("/api/auth/sessions", "sessions", "id"),
                        shell.outputPaths())
                .flatMap(List::stream)
                .sorted()
                .toList();
    }

    /** Without those that the owner has just ended: they leave the list in a while of their own. */
    private List<String> liveSessions() {
        return rows("/api/sessions?limit=200", "sessions")
                .filter(each -> !each.path("status").asString().equals("stopping"))
                .map(each -> each.path("session_id").asString())
                .toList();
    }

    private List<String> ids(String list, String field, String id) {
        return rows(list, field).map(each -> each.path(id).asString()).toList();
    }

    private Stream<JsonNode> rows(String list, String field) {
        return owner.get(list).is(200).json().path(field).valueStream();
    }

    private static String currentSignIn(SacClient client) {
        return client.get("/api/auth/sessions")
                .is(200)
                .json()
                .path("sessions")
                .valueStream()
                .filter(each -> each.path("current").asBoolean())
                .findFirst()
                .orElseThrow()
                .path("id")
                .asString();
    }

    private String link(String path, String purpose) {
        return "/"
                + owner.post("/api/workspace/output/links", """
                        {"agent_id": %d, "path": "%s", "purpose": "%s"}
                        """.formatted(shell.id(), path, purpose))
                        .is(200)
                        .json()
                        .path("url")
                        .asString();
    }
}
