package io.sac.sidecar.prompt;

import com.google.gson.JsonObject;
import io.sac.sidecar.config.SidecarConfig;
import io.sac.sidecar.json.BadJsonException;
import io.sac.sidecar.json.Fields;
import io.sac.sidecar.prompt.PromptJournal.Entry;
import io.sac.sidecar.prompt.PromptJournal.State;
import io.sac.sidecar.server.Backoff;
import io.sac.sidecar.server.DeadLetters;
import io.sac.sidecar.server.Reply;
import io.sac.sidecar.server.ServerClient;
import io.sac.sidecar.terminal.Session;
import io.sac.sidecar.terminal.Sessions;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Types prompts into their sessions, in order and once each, when the program can take them, and tells the server what
 * became of them. An id that was seen is never typed again, whatever happened in between.
 */
public final class Prompts implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Prompts.class);
    private static final int LOOK_MILLIS = 100;
    private static final int REPORT_MILLIS = 2000;
    private static final int MAX_STARTS = 3;
    private static final int MAX_TEXT = 512 * 1024;

    private final PromptJournal journal;
    private final Sessions sessions;
    private final ServerClient server;
    private final DeadLetters deadLetters;
    private final PromptTyping typing;
    private final Map<UUID, Integer> starts = new HashMap<>();
    private final Object reports = new Object();
    private boolean reportsWanted;
    private boolean changed = true;
    private volatile boolean closed;

    /** Reads what was left over; {@link #start()} begins. */
    public Prompts(SidecarConfig config, Sessions sessions, ServerClient server, DeadLetters deadLetters)
            throws IOException {
        this.journal = new PromptJournal(config.stateDir().resolve("prompts.jsonl"));
        this.sessions = sessions;
        this.server = server;
        this.deadLetters = deadLetters;
        this.typing = new PromptTyping();
        for (Entry entry : journal.all()) {
            if (entry.state() == State.TYPING) {
                // It may have arrived or not; typing it again could do twice what was asked once.
                journal.put(entry.become(
                        State.FAILED,
                        "the agent was interrupted while this was being typed; it may have arrived in part"));
            }
        }
    }

    /** Begins to type and to report. */
    public void start() {
        Thread.ofPlatform().daemon().name("prompts").start(this::typeAll);
        Thread.ofPlatform().daemon().name("prompt reports").start(this::reportAll);
    }

    /** Takes a prompt; the same id again changes nothing. */
    public JsonObject take(Session session, Fields fields) throws IOException {
        UUID id;
        try {
            id = UUID.fromString(fields.text("id"));
        } catch (IllegalArgumentException e) {
            throw new BadJsonException("id must be a uuid");
        }
        Prompt prompt = new Prompt(id, session.id(), fields.text("text"), fields.texts("files"));
        fields.done();
        if (prompt.text().length() > MAX_TEXT) {
            throw new BadJsonException("text is too long");
        }
        Entry entry;
        synchronized (this) {
            entry = journal.get(id);
            if (entry == null) {
                entry = new Entry(prompt, State.QUEUED, null, true);
                journal.put(entry);
            }
            changed = true;
            notifyAll();
        }
        JsonObject json = new JsonObject();
        json.addProperty("id", id.toString());
        json.addProperty(
                "state",
                entry.state() == State.TYPING ? "queued" : entry.state().word());
        return json;
    }

    private void typeAll() {
        try {
            while (!closed) {
                boolean waiting = typeNext();
                synchronized (this) {
                    if (!changed) {
                        wait(waiting ? LOOK_MILLIS : 60_000);
                    }
                    changed = false;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Types the first prompt of every session that can take one; answers whether any waits. */
    private boolean typeNext() throws InterruptedException {
        Set<UUID> looked = new HashSet<>();
        boolean waiting = false;
        for (Entry entry : journal.all()) {
            if (entry.state() == State.QUEUED && looked.add(entry.prompt().session())) {
                waiting = true;
                try {
                    attempt(entry);
                } catch (IOException e) {
                    LOG.error("a prompt's state cannot be written; it waits", e);
                }
            }
        }
        return waiting;
    }

    private void attempt(Entry entry) throws IOException, InterruptedException {
        Session session = sessions.find(entry.prompt().session());
        if (session == null) {
            become(entry, State.FAILED, "the session has ended");
            return;
        }
        if (!session.running()) {
            int count = starts.merge(entry.prompt().id(), 1, Integer::sum);
            if (count > MAX_STARTS) {
                become(entry, State.FAILED, "the agent's program does not start");
            } else {
                session.ensure(null, false);
            }
            return;
        }
        if (!session.takesPrompt()) {
            return;
        }
        String text = PromptText.of(entry.prompt(), session.hooked());
        if (text.isEmpty()) {
            become(entry, State.FAILED, "there is nothing to type");
            return;
        }
        Entry begun = become(entry, State.TYPING, null);
        String failure = typing.type(session, text);
        become(begun, failure == null ? State.DELIVERED : State.FAILED, failure);
        starts.remove(entry.prompt().id());
    }

    private synchronized Entry become(Entry entry, State state, @Nullable String reason) throws IOException {
        Entry next = entry.become(state, reason);
        journal.put(next);
        if (state.over()) {
            serverBack();
        }
        changed = true;
        notifyAll();
        return next;
    }

    private void reportAll() {
        Backoff backoff = new Backoff(8_000);
        try {
            while (!closed) {
                boolean all = true;
                for (Entry entry : journal.all()) {
                    if (entry.state().over() && !entry.reported()) {
                        all &= report(entry);
                    }
                }
                long pause = REPORT_MILLIS;
                if (all) {
                    backoff.reset();
                } else {
                    pause = backoff.nextMillis();
                }
                synchronized (reports) {
                    if (!reportsWanted || !all) {
                        reports.wait(pause);
                    }
                    reportsWanted = false;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean report(Entry entry) {
        JsonObject json = new JsonObject();
        json.addProperty("state", entry.state().word());
        if (entry.reason() != null) {
            json.addProperty("reason", entry.reason());
        }
        try {
            Reply reply = server.post("/api/internal/prompts/" + entry.prompt().id() + "/state", json);
            if (reply.verdict() == Reply.Verdict.AGAIN) {
                return false;
            }
            if (reply.verdict() == Reply.Verdict.REFUSED) {
                // Its session or agent was deleted meanwhile; nobody is left who waits for it.
                deadLetters.keep("prompt", entry.prompt().id().toString(), reply, json);
            }
            journal.put(new Entry(entry.prompt(), entry.state(), entry.reason(), true));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** The server is there again: reports that wait are tried at once. */
    public void serverBack() {
        synchronized (reports) {
            reportsWanted = true;
            reports.notifyAll();
        }
    }

    @Override
    public void close() {
        closed = true;
        synchronized (this) {
            notifyAll();
        }
        serverBack();
    }
}
