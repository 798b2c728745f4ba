package io.sac.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.sac.it.SacClient.Answer;
import io.sac.testing.TestSac;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/** A rush that needs more connections to the database than there are. */
class PoolIT {
    private static final int CONNECTIONS = 4;
    private static final int REQUESTS = 4 * CONNECTIONS;
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @Test
    void rushShouldBeAskedToComeAgainAndLoseNothing() throws Exception {
        try (TestSac sac = TestSac.start(Map.of("DB_POOL_SIZE", Integer.toString(CONNECTIONS)));
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            SacClient user = SacClient.newUser(sac);
            List<CompletableFuture<Answer>> answers = new ArrayList<>();
            try (Connection holder = sac.database().connect();
                    Statement statement = holder.createStatement()) {
                holder.setAutoCommit(false);
                statement.execute("lock table app_user in access exclusive mode");
                for (int i = 0; i < REQUESTS; i++) {
                    answers.add(CompletableFuture.supplyAsync(
                            () -> user.sendUnchecked("GET", "/api/auth/me", null), threads));
                }
                TestSac.await(LIMIT, () -> answers.stream().anyMatch(CompletableFuture::isDone));

                SacClient.of(sac).sendUnchecked("GET", "/health/live", null).is(200);
                holder.rollback();
            }

            List<Answer> all = answers.stream().map(CompletableFuture::join).toList();
            List<Answer> refused =
                    all.stream().filter(answer -> answer.status() != 200).toList();
            assertThat(refused).hasSizeBetween(1, REQUESTS - 1).allSatisfy(answer -> {
                answer.isProblem(503, "busy");
                assertThat(answer.header("Retry-After")).isEqualTo("2");
            });
            user.get("/api/auth/me").is(200);
        }
    }
}
