package io.sac.it;

import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A user's events as a page follows them: wherever the stream breaks off, it is taken up after the last one seen. */
final class FollowedEvents implements AutoCloseable {
    private static final long PAUSE_NANOS = 200_000_000;

    private final SacClient reader;
    private final List<EventStream> streams = new ArrayList<>();
    private @Nullable String place;
    private volatile boolean closed;

    FollowedEvents(SacClient reader) {
        this.reader = reader;
        streams.add(EventStream.open(reader, "/api/events", null));
        Thread.ofVirtual().start(this::follow);
    }

    synchronized List<JsonNode> all() {
        return streams.stream().flatMap(stream -> stream.events().stream()).toList();
    }

    @Override
    public synchronized void close() {
        closed = true;
        streams.forEach(EventStream::close);
    }

    private void follow() {
        while (!closed) {
            if (current().ended()) {
                reopen();
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private synchronized EventStream current() {
        return streams.getLast();
    }

    private synchronized void reopen() {
        try {
            String said = current().place();
            place = said == null ? place : said;
            streams.add(EventStream.open(reader, "/api/events", place));
        } catch (UncheckedIOException e) {
            // The server is away.
        }
    }
}
