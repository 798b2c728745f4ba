package io.sac.sidecar.conversation;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.sac.sidecar.config.SidecarConfig;
import io.sac.sidecar.posix.Beneath;
import io.sac.sidecar.posix.Errno;
import io.sac.sidecar.posix.PosixException;
import io.sac.sidecar.server.Backoff;
import io.sac.sidecar.server.DeadLetters;
import io.sac.sidecar.server.Reply;
import io.sac.sidecar.server.ServerClient;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends what is new in the transcripts. Hooks say when to look and where; known transcripts are looked at now and then as
 * well, so that a missed hook loses nothing. A cursor moves only after the server took what is before it.
 */
public final class ConversationShipper implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ConversationShipper.class);
    private static final int MAX_LINE = 1 << 20;
    private static final int MAX_BATCH_BYTES = 1 << 20;
    private static final int MAX_BATCH_ENTRIES = 200;
    private static final long AFTER_HOOK_NANOS = TimeUnit.SECONDS.toNanos(6);
    private static final long DISCOVER_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final TranscriptRoots roots;
    private final Cursors cursors;
    private final ServerClient server;
    private final DeadLetters deadLetters;
    private final Function<String, @Nullable UUID> sessionOf;
    private final Backoff backoff = new Backoff();
    private long lastHook = System.nanoTime() - AFTER_HOOK_NANOS;
    private long nextDiscovery = System.nanoTime();
    private boolean woken;
    private volatile boolean closed;

    /** Prepares; {@code sessionOf} finds the session of a CLI's conversation. */
    public ConversationShipper(
            SidecarConfig config,
            ServerClient server,
            DeadLetters deadLetters,
            Function<String, @Nullable UUID> sessionOf) {
        this.roots = new TranscriptRoots(config.home(), config.transcripts());
        this.cursors = new Cursors(config.stateDir().resolve("transcripts.json"));
        this.server = server;
        this.deadLetters = deadLetters;
        this.sessionOf = sessionOf;
    }

    /** Begins to ship. */
    public void start() {
        Thread.ofPlatform().daemon().name("conversations").start(this::run);
    }

    /** A hook of a session named a transcript. */
    public void hook(UUID session, @Nullable String conversation, @Nullable String transcriptPath) {
        Path transcript = roots.accept(transcriptPath);
        if (transcript != null && conversation != null && conversation.length() <= 80) {
            if (cursors.get(transcript) == null) {
                cursors.put(transcript, new Cursor(session, conversation, 0, 0));
            }
        } else if (transcriptPath != null && !transcriptPath.isEmpty()) {
            LOG.warn("a hook named a transcript outside of the transcripts' folders; it is not read");
        }
        synchronized (this) {
            lastHook = System.nanoTime();
            nextDiscovery = lastHook;
            woken = true;
            notifyAll();
        }
    }

    private void run() {
        while (!closed) {
            long wait;
            try {
                discover();
                boolean all = true;
                for (Map.Entry<Path, Cursor> entry : cursors.all().entrySet()) {
                    all &= ship(entry.getKey(), entry.getValue());
                }
                wait = all ? pauseMillis() : backoff.nextMillis();
                if (all) {
                    backoff.reset();
                }
            } catch (RuntimeException e) {
                LOG.error("transcripts could not be shipped", e);
                wait = backoff.nextMillis();
            }
            await(wait);
        }
    }

    private synchronized long pauseMillis() {
        return System.nanoTime() - lastHook < AFTER_HOOK_NANOS ? 300 : 2000;
    }

    private synchronized void await(long millis) {
        try {
            if (!woken && !closed) {
                wait(millis);
            }
        } catch (InterruptedException e) {
            closed = true;
        }
        woken = false;
    }

    private void discover() {
        synchronized (this) {
            if (System.nanoTime() - nextDiscovery < 0) {
                return;
            }
            nextDiscovery = System.nanoTime() + DISCOVER_NANOS;
        }
        for (Path transcript : roots.transcripts()) {
            String name = transcript.getFileName().toString();
            String conversation = name.substring(0, name.length() - ".jsonl".length());
            UUID session = cursors.get(transcript) == null ? sessionOf.apply(conversation) : null;
            if (session != null) {
                cursors.put(transcript, new Cursor(session, conversation, 0, 0));
            }
        }
        cursors.all().forEach((transcript, cursor) -> {
            for (Path subagent : roots.subagents(transcript)) {
                if (cursors.get(subagent) == null) {
                    cursors.put(subagent, new Cursor(cursor.session(), cursor.conversation(), 0, 0));
                }
            }
        });
    }

    /** Ships what is new in one transcript; false: the server did not take it now. */
    private boolean ship(Path transcript, Cursor known) {
        Cursor cursor = known;
        try (Beneath.OpenFile file = roots.open(transcript)) {
            Beneath.Facts facts = file.facts();
            if (!facts.regular()) {
                return true;
            }
            if (facts.inode() != cursor.inode() || facts.size() < cursor.offset()) {
                cursor = cursor.at(facts.inode(), cursor.inode() == 0 ? cursor.offset() : 0);
            }
            while (facts.size() > cursor.offset()) {
                Batch batch = batch(file, cursor.offset());
                if (batch.to == cursor.offset()) {
                    return true;
                }
                if (batch.entries.size() > 0 && !send(cursor, batch.entries)) {
                    return false;
                }
                cursor = cursor.at(facts.inode(), batch.to);
                cursors.put(transcript, cursor);
            }
            return true;
        } catch (PosixException e) {
            if (e.errno() == Errno.ENOENT && cursor.inode() != 0) {
                cursors.remove(transcript);
            }
            return true;
        } catch (IOException e) {
            LOG.debug("a transcript waits: {}", e.toString());
            return false;
        }
    }

    private record Batch(JsonArray entries, long to) {}

    private static Batch batch(Beneath.OpenFile file, long from) throws PosixException {
        JsonArray entries = new JsonArray();
        long to = from;
        LineReader lines = new LineReader(file, from, MAX_LINE);
        while (entries.size() < MAX_BATCH_ENTRIES && to - from < MAX_BATCH_BYTES) {
            LineReader.Line line = lines.next();
            if (line == null) {
                break;
            }
            String text = line.text();
            if (text == null && entries.size() > 0) {
                break;
            }
            JsonObject entry = text == null ? LargeLine.entry(file, line.from(), line.to()) : TranscriptEntry.of(text);
            to = line.to();
            if (entry != null) {
                entries.add(entry);
            }
            if (text == null) {
                break;
            }
        }
        return new Batch(entries, to);
    }

    private boolean send(Cursor cursor, JsonArray entries) throws IOException {
        Reply reply = post(cursor, entries);
        if (reply.verdict() != Reply.Verdict.REFUSED) {
            return reply.verdict() == Reply.Verdict.DONE;
        }
        if (entries.size() == 1) {
            deadLetters.add("conversation", entryName(cursor, entries.get(0)), reply, entries.get(0));
            return true;
        }
        // One bad entry must not hold back the others.
        for (JsonElement entry : entries) {
            JsonArray single = new JsonArray();
            single.add(entry);
            if (!send(cursor, single)) {
                return false;
            }
        }
        return true;
    }

    private static String entryName(Cursor cursor, JsonElement entry) {
        JsonElement id = entry.getAsJsonObject().get("entry_id");
        return cursor.conversation() + '/' + (id == null ? "?" : id.getAsString());
    }

    private Reply post(Cursor cursor, JsonArray entries) throws IOException {
        JsonObject json = new JsonObject();
        json.addProperty("session_id", cursor.session().toString());
        json.addProperty("conversation_id", cursor.conversation());
        json.add("entries", entries);
        return server.post("/api/internal/conversations/events", json);
    }

    /** The server is there again: what waits is tried at once. */
    public synchronized void serverBack() {
        backoff.reset();
        woken = true;
        notifyAll();
    }

    @Override
    public synchronized void close() {
        closed = true;
        notifyAll();
    }
}
