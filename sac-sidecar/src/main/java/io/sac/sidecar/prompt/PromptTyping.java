package io.sac.sidecar.prompt;

import io.sac.sidecar.terminal.Session;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Types one prompt: the text, then Enter. A full-screen program may swallow an Enter that comes with the paste, so it
 * comes a moment later, and once more when the program's hooks do not tell of a submission and it is still idle.
 */
final class PromptTyping {
    private static final int WRITE_SECONDS = 30;
    private static final int BEFORE_ENTER_MILLIS = 150;
    private static final long SUBMISSION_MILLIS = 1500;

    /** Answers null, or why it failed. */
    @Nullable
    String type(Session session, String text) throws InterruptedException {
        String epoch = session.epoch();
        long submissions = session.submissions();
        if (!write(session, PromptText.keys(text, session.bracketedPaste()))) {
            return "the agent's program did not take all of it";
        }
        if (session.hooked() || text.length() > 1000) {
            TimeUnit.MILLISECONDS.sleep(BEFORE_ENTER_MILLIS);
        }
        if (!epoch.equals(session.epoch()) || !write(session, "\r")) {
            return "the agent's program ended while this was being typed";
        }
        if (session.hooked() && !submitted(session, submissions) && session.takesPrompt()) {
            write(session, "\r");
            submitted(session, submissions);
        }
        return null;
    }

    private static boolean write(Session session, String keys) throws InterruptedException {
        CountDownLatch written = new CountDownLatch(1);
        return session.type(keys.getBytes(StandardCharsets.UTF_8), written::countDown)
                && written.await(WRITE_SECONDS, TimeUnit.SECONDS);
    }

    private static boolean submitted(Session session, long before) throws InterruptedException {
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(SUBMISSION_MILLIS);
        while (session.submissions() == before && System.nanoTime() < until) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
        return session.submissions() != before;
    }
}
