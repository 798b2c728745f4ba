package io.sac.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.sac.testing.SacExtension;
import io.sac.testing.TestSac;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** What an agent could not bring over, on its way to the person. */
@ExtendWith(SacExtension.class)
class NoticesIT {

    @Test
    void fileThatIsNotSentShouldBeToldUntilItIsGone(TestSac sac) throws Exception {
        SacClient owner = SacClient.newUser(sac);
        TestShell shell = TestShell.of(sac, owner);
        shell.ready();
        String status = "/api/workspace/status?agent_id=" + shell.id();
        Path workspace =
                sac.home().resolve("agents").resolve(Long.toString(shell.id())).resolve("workspace");
        assertThat(owner.get(status).is(200).json().path("notices")).isEmpty();

        Path elsewhere = Files.writeString(workspace.resolve("elsewhere"), "x");
        Files.createLink(workspace.resolve("output/linked"), elsewhere);

        TestSac.await(
                Duration.ofSeconds(30),
                () -> owner.get(status).is(200).json().path("notices").size() == 1);
        JsonNode notice = owner.get(status).is(200).json().path("notices").get(0);
        assertThat(notice.path("kind").asString()).isEqualTo("output");
        assertThat(notice.path("subject").asString()).isEqualTo("linked");
        assertThat(notice.path("reason").asString()).isEqualTo("linked");
        SacClient.newUser(sac).get(status).isProblem(404, "agent-not-found");
        assertThat(owner.get("/api/workspace/status").is(200).json().has("notices"))
                .isFalse();

        Files.delete(workspace.resolve("output/linked"));
        TestSac.await(
                Duration.ofSeconds(30),
                () -> owner.get(status).is(200).json().path("notices").isEmpty());
    }
}
