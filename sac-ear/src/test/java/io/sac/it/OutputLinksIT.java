package io.sac.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.sac.it.SacClient.Answer;
import io.sac.testing.SacExtension;
import io.sac.testing.TestSac;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** How agents' files are shown and handed out: harmlessly, and to nobody else. */
@ExtendWith(SacExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OutputLinksIT {
    private final TestSac sac;
    private final SacClient owner;
    private final TestShell shell;
    private final OutputAddresses files;

    OutputLinksIT(TestSac sac) {
        this.sac = sac;
        this.owner = SacClient.newUser(sac);
        this.shell = TestShell.of(sac, owner);
        this.files = new OutputAddresses(shell);
        shell.ready();
    }

    @AfterAll
    void clear() {
        owner.delete("/api/agents/" + shell.id()).is(204);
    }

    @Test
    void whatAgentsWriteShouldNeverRunOnTheApplicationsOrigin() {
        String script = "<script>alert(document.domain)</script>";
        for (String name : List.of("page.html", "image.svg", "data.xml", "page.xhtml", "text.txt", "no-extension")) {
            shell.put("active/" + name, script);
            for (String address : List.of(
                    files.download("active/" + name),
                    files.link("active/" + name, "download"),
                    files.link("active/" + name, "preview"))) {
                Answer answer = owner.get(address).is(200);
                assertThat(answer.response().headers().allValues("Content-Security-Policy"))
                        .as(address)
                        .singleElement()
                        .asString()
                        .startsWith("sandbox")
                        .doesNotContain("allow-same-origin", "allow-top-navigation", "allow-popups");
                assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
                assertThat(answer.header("Referrer-Policy")).isEqualTo("no-referrer");
                if (!name.equals("page.html")) {
                    assertThat(answer.header("Content-Security-Policy")).doesNotContain("allow-scripts");
                }
            }
            assertThat(owner.get(files.download("active/" + name)).header("Content-Disposition"))
                    .startsWith("attachment");
        }
    }

    @Test
    void previewsShouldStayInTheirFolder() {
        shell.put("site/index.html", "index");
        shell.put("site/style.css", "style");
        shell.put("outside.html", "the outside");
        SacClient frame = SacClient.of(sac);
        String page = files.link("site/index.html", "preview");
        String folder = page.substring(0, page.lastIndexOf('/') + 1);

        assertThat(frame.get(page).is(200).text()).isEqualTo("index");
        assertThat(frame.get(folder + "style.css").is(200).text()).isEqualTo("style");
        frame.get(folder + "missing.css").isProblem(404, "file-not-found");
        for (String escape : List.of(
                "..%2foutside.html",
                "..%2Foutside.html",
                "%2e%2e%2foutside.html",
                "%2e%2e/outside.html",
                "x/..%2f..%2foutside.html",
                "%252e%252e%252foutside.html",
                "..;/outside.html",
                "..%5coutside.html",
                "%2foutside.html",
                "%00outside.html")) {
            RawHttp answer = RawHttp.get(sac.port(), folder + escape, "Host: localhost:" + sac.port());
            assertThat(answer.status()).as(escape).isIn(400, 403, 404);
            assertThat(answer.body()).doesNotContain("the outside");
            AnswerCheck.tellsNothing(escape, answer.answer());
        }
    }

    @Test
    void linksShouldBeForOneThingAndOneUserAndEndWithTheSignIn() {
        shell.put("linked.txt", "linked");
        shell.put("another.txt", "another");
        SacClient reader = SacClient.of(sac);
        String link = files.link("linked.txt", "download");
        String other = files.link("another.txt", "download");
        String signature = link.split("/")[7];
        String target = other.substring(other.lastIndexOf('/') + 1);

        reader.get(link).is(200);
        for (String forged : List.of(
                link.substring(0, link.lastIndexOf('/') + 1) + target,
                link.replace("/download/", "/preview/").replaceFirst("/([^/]+)$", "/-/$1"),
                link.replace("/" + shell.id() + "/", "/987654321/"),
                link.replace(signature, signature.replaceFirst("\\.\\d+\\.([^.]+)$", ".9999999999.$1")),
                link.replace(signature, signature.replaceFirst("^(u1\\.[^.]+)\\.\\d+", "$1.1")),
                link.replace(signature, signature.substring(0, signature.length() - 1)),
                link.replace(signature, "x"))) {
            reader.get(forged).isProblem(403, "link-invalid");
        }
        SacClient there = SacClient.of(sac);
        String name = owner.get("/api/auth/me").json().path("username").asString();
        there.post("/api/auth/login", "{\"username\": \"" + name + "\", \"password\": \"a good password\"}")
                .is(200)
                .signIn(there);
        String theirs = files.link(there, "linked.txt", "download");
        reader.get(theirs).is(200);
        there.post("/api/auth/logout", null).is(204);
        reader.get(theirs).isProblem(403, "link-invalid");
    }

    @Test
    void linkShouldBeAskedForAccessAnew() {
        TestShell other = TestShell.of(sac, owner);
        other.ready();
        other.put("gone.txt", "gone");
        String link = new OutputAddresses(other).link("gone.txt", "download");
        SacClient.of(sac).get(link).is(200);

        owner.delete("/api/agents/" + other.id()).is(204);

        SacClient.of(sac).get(link).isProblem(404, "agent-not-found");
    }
}
