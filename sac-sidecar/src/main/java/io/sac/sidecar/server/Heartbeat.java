package io.sac.sidecar.server;

import com.google.gson.JsonObject;
import io.sac.sidecar.json.BadJsonException;
import io.sac.sidecar.json.Fields;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the server how the agent is: every 20 seconds, and at once when something changed. */
public final class Heartbeat {
    private static final Logger LOG = LoggerFactory.getLogger(Heartbeat.class);
    private static final long EVERY_MILLIS = TimeUnit.SECONDS.toMillis(20);

    /** Short, for everything that waits goes on when a heartbeat arrives. */
    private static final long LAST_BACKOFF_MILLIS = 4_000;

    private final ServerClient server;
    private final DeadLetters deadLetters;
    private final Content content;
    private final Map<UUID, String> conversations = new LinkedHashMap<>();
    private boolean due = true;
    private volatile boolean ended;
    private boolean unreachable;

    /** What is told, and what is done with the answer. */
    public interface Content {
        JsonObject heartbeat();

        /** The server took a heartbeat; these paths were deleted there and are to be deleted here. */
        void answered(List<String> tombstones);
    }

    /** Prepares; {@link #start()} begins. */
    public Heartbeat(ServerClient server, DeadLetters deadLetters, Content content) {
        this.server = server;
        this.deadLetters = deadLetters;
        this.content = content;
    }

    /** Begins to beat. */
    public void start() {
        Thread.ofPlatform().daemon().name("heartbeat").start(this::run);
    }

    /** Something changed. */
    public synchronized void now() {
        due = true;
        notifyAll();
    }

    /** A session's conversation became known. */
    public synchronized void conversation(UUID session, String conversation) {
        conversations.put(session, conversation);
        due = true;
        notifyAll();
    }

    /** Sends a last one and stops. */
    public synchronized void end() {
        ended = true;
        notifyAll();
    }

    private void run() {
        Backoff backoff = new Backoff(LAST_BACKOFF_MILLIS);
        while (!ended) {
            boolean worked = reportConversations() && beat();
            long wait = EVERY_MILLIS;
            if (worked) {
                backoff.reset();
            } else {
                wait = backoff.nextMillis();
            }
            await(wait, worked);
        }
    }

    private synchronized void await(long millis, boolean wakeable) {
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        try {
            while (!ended && !(due && wakeable)) {
                long left = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
                if (left <= 0) {
                    break;
                }
                wait(left);
            }
        } catch (InterruptedException e) {
            ended = true;
        }
        due = false;
    }

    private boolean reportConversations() {
        Map<UUID, String> waiting;
        synchronized (this) {
            waiting = new LinkedHashMap<>(conversations);
        }
        for (Map.Entry<UUID, String> entry : waiting.entrySet()) {
            JsonObject json = new JsonObject();
            json.addProperty("conversation_id", entry.getValue());
            Reply reply = post("/api/internal/sessions/" + entry.getKey() + "/conversation", json);
            if (reply == null || reply.verdict() == Reply.Verdict.AGAIN) {
                return false;
            }
            if (reply.verdict() == Reply.Verdict.REFUSED) {
                deadLetters.keep("session", entry.getKey().toString(), reply, json);
            }
            synchronized (this) {
                conversations.remove(entry.getKey(), entry.getValue());
            }
        }
        return true;
    }

    private boolean beat() {
        Reply reply = post("/api/internal/heartbeat", content.heartbeat());
        if (reply == null || reply.verdict() != Reply.Verdict.DONE) {
            return false;
        }
        try {
            content.answered(
                    reply.body().isBlank() ? List.of() : Fields.of(reply.body()).texts("tombstones"));
        } catch (BadJsonException e) {
            LOG.warn("the server's answer to a heartbeat is not understood: {}", e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("the server's answer to a heartbeat could not be carried out", e);
        }
        return true;
    }

    private @org.jspecify.annotations.Nullable Reply post(String path, JsonObject json) {
        try {
            Reply reply = server.post(path, json);
            if (unreachable) {
                LOG.info("the server is back");
                unreachable = false;
            }
            if (reply.verdict() == Reply.Verdict.REFUSED) {
                LOG.warn("the server refused {}: {} {}", path, reply.status(), reply.body());
            }
            return reply;
        } catch (IOException e) {
            if (!unreachable) {
                LOG.info("the server cannot be reached, what it should know waits: {}", e.toString());
                unreachable = true;
            }
            return null;
        }
    }
}
