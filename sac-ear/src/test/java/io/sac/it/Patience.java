package io.sac.it;

import io.sac.it.SacClient.Answer;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Asks again while SAC is away, as the page does. A server that is away says nothing, or that it is: whatever else it
 * says is an answer, and a wrong one fails the test.
 */
final class Patience {
    private static final long PAUSE_NANOS = 200_000_000;

    private final SacClient client;
    private final Duration limit;
    private final Set<String> excuses = new ConcurrentSkipListSet<>();

    Patience(SacClient client, Duration limit) {
        this.client = client;
        this.limit = limit;
    }

    Answer ask(String method, String path, @Nullable String body) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (true) {
            String excuse;
            try {
                Answer answer = client.sendUnjudged(method, path, body);
                if (answer.status() == 401) {
                    client.post("/api/auth/refresh", null).is(200).signIn(client);
                    continue;
                }
                if (!away(answer)) {
                    AnswerCheck.check(answer.response());
                    return answer;
                }
                excuse = answer.status() + " " + answer.header("Content-Type");
            } catch (UncheckedIOException e) {
                excuse = e.getCause().getClass().getSimpleName();
            }
            excuses.add(excuse);
            if (System.nanoTime() > deadline) {
                throw new AssertionError(method + " " + path + ": no answer within " + limit + ": " + excuses);
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    /** How the server was away. */
    Set<String> excuses() {
        return excuses;
    }

    private static boolean away(Answer answer) {
        boolean problem = answer.header("Content-Type").startsWith("application/problem+json");
        return answer.status() == 503 || (answer.status() == 404 && !problem);
    }
}
