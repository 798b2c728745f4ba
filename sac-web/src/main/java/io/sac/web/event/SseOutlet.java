package io.sac.web.event;

import io.sac.event.Event;
import io.sac.event.EventOutlet;
import io.sac.event.EventPosition;
import io.sac.event.EventSubscription;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import java.io.IOException;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/** Writes events to one HTTP response and keeps count of what the network has not taken yet. */
final class SseOutlet implements EventOutlet {
    private static final Logger LOG = LoggerFactory.getLogger(SseOutlet.class);
    private static final int MOST_PENDING = 256 * 1024;
    private static final int RETRY_MILLIS = 2_000;

    private final SseEventSink sink;
    private final Sse sse;
    private final JsonMapper json;
    private final Clock clock;
    private final Object lock = new Object();
    private int pending;
    private boolean asked;
    private boolean ended;
    private @Nullable EventSubscription subscription;

    SseOutlet(SseEventSink sink, Sse sse, JsonMapper json, Clock clock) {
        this.sink = sink;
        this.sse = sse;
        this.json = json;
        this.clock = clock;
    }

    void serves(EventSubscription opened) {
        boolean gone;
        synchronized (lock) {
            subscription = opened;
            gone = ended;
        }
        if (gone || sink.isClosed()) {
            opened.close();
        }
    }

    @Override
    public boolean ready() {
        synchronized (lock) {
            if (pending >= MOST_PENDING) {
                asked = true;
                return false;
            }
            return !ended;
        }
    }

    @Override
    public void standAt(EventPosition position) {
        write(
                sse.newEventBuilder()
                        .id(position.toString())
                        .comment("here")
                        .reconnectDelay(RETRY_MILLIS)
                        .build(),
                0);
    }

    @Override
    public void send(EventPosition position, Event event) {
        write(position, EventView.of(position, event));
    }

    @Override
    public void reset(EventPosition position) {
        write(position, new EventView(position.toString(), Event.RESET, null, null, clock.instant(), "{}"));
    }

    @Override
    public void end() {
        synchronized (lock) {
            ended = true;
        }
        closeSink();
    }

    private void write(EventPosition position, EventView view) {
        String data = json.writeValueAsString(view);
        write(
                sse.newEventBuilder()
                        .id(position.toString())
                        .name(view.type())
                        .data(String.class, data)
                        .build(),
                data.length());
    }

    private void write(OutboundSseEvent event, int size) {
        if (sink.isClosed()) {
            gone();
            return;
        }
        synchronized (lock) {
            pending += size;
        }
        sink.send(event).whenComplete((nothing, failure) -> written(size, failure));
    }

    private void written(int size, @Nullable Throwable failure) {
        EventSubscription waiting = null;
        synchronized (lock) {
            pending -= size;
            if (asked && pending < MOST_PENDING / 2) {
                asked = false;
                waiting = subscription;
            }
        }
        if (failure != null) {
            gone();
        } else if (waiting != null) {
            waiting.drained();
        }
    }

    private void gone() {
        EventSubscription mine;
        synchronized (lock) {
            ended = true;
            mine = subscription;
        }
        closeSink();
        if (mine != null) {
            mine.close();
        }
    }

    private void closeSink() {
        try {
            sink.close();
        } catch (IOException | RuntimeException e) {
            LOG.trace("closing an event stream", e);
        }
    }
}
