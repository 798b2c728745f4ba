package io.sac.event;

import io.sac.access.Principal;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** One open stream: who reads it, how far it has come, and what of it is wanted. */
public final class EventSubscription implements AutoCloseable {
    private static final int PAGE = 200;

    private final EventFeed feed;
    private final Principal reader;
    private final Predicate<Event> wanted;
    private final EventOutlet outlet;
    private EventPosition position;
    private volatile boolean begun;
    private volatile boolean closed;

    EventSubscription(
            EventFeed feed, Principal reader, EventPosition position, Predicate<Event> wanted, EventOutlet outlet) {
        this.feed = feed;
        this.reader = reader;
        this.position = position;
        this.wanted = wanted;
        this.outlet = outlet;
    }

    /** The outlet can take events again. */
    public void drained() {
        feed.wake(reader.userId());
    }

    /** Nobody reads any more. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            feed.remove(this);
        }
    }

    long userId() {
        return reader.userId();
    }

    @Nullable
    UUID loginSession() {
        return reader.loginSession();
    }

    boolean closed() {
        return closed;
    }

    synchronized EventPosition position() {
        return position;
    }

    void begin(boolean anew) {
        EventPosition at = position();
        if (anew) {
            outlet.reset(at);
        } else {
            outlet.standAt(at);
        }
        begun = true;
    }

    void signOfLife() {
        if (begun && !closed && outlet.ready()) {
            outlet.standAt(position());
        }
    }

    void end() {
        outlet.end();
        close();
    }

    /** Sends what is new in a stream, as far as the outlet takes it. */
    void advance(long stream, EventReader events) {
        boolean more = begun;
        while (more && !closed && outlet.ready()) {
            long from = position().in(stream);
            List<Event> page = events.after(stream, from, PAGE);
            if (!page.isEmpty() && page.getFirst().id() != from + 1) {
                jump(stream, events);
                return;
            }
            more = deliver(page) && page.size() == PAGE;
        }
    }

    private boolean deliver(List<Event> page) {
        for (Event event : page) {
            if (closed || !outlet.ready()) {
                return false;
            }
            EventPosition next = moveTo(position().after(event));
            if (wanted.test(event)) {
                outlet.send(next, event);
            }
        }
        return true;
    }

    /** What came next is not kept any more: this reader has been slower than the sweep. */
    private void jump(long stream, EventReader events) {
        EventStore.Bounds bounds = events.bounds(List.of(stream)).getOrDefault(stream, EventStore.Bounds.NONE);
        EventPosition now = position();
        outlet.reset(moveTo(
                stream == Event.EVERYBODY
                        ? new EventPosition(now.own(), bounds.last())
                        : new EventPosition(bounds.last(), now.shared())));
    }

    private synchronized EventPosition moveTo(EventPosition next) {
        position = next;
        return next;
    }
}
