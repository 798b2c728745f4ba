package io.sac.event;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Up to where a client has read the user's own stream and the one of everybody. Clients see it as one opaque id.
 *
 * @param own the last event of the user's stream
 * @param shared the last event of everybody's stream
 */
public record EventPosition(long own, long shared) {
    private static final Pattern FORM = Pattern.compile("([0-9]{1,18})-([0-9]{1,18})");

    /** Reads what a client sent back; empty when it is not one of ours. */
    public static Optional<EventPosition> parse(@Nullable String text) {
        if (text == null) {
            return Optional.empty();
        }
        Matcher form = FORM.matcher(text);
        return form.matches()
                ? Optional.of(new EventPosition(Long.parseLong(form.group(1)), Long.parseLong(form.group(2))))
                : Optional.empty();
    }

    /** The position after an event. */
    public EventPosition after(Event event) {
        return event.stream() == Event.EVERYBODY
                ? new EventPosition(own, event.id())
                : new EventPosition(event.id(), shared);
    }

    long in(long stream) {
        return stream == Event.EVERYBODY ? shared : own;
    }

    @Override
    public String toString() {
        return own + "-" + shared;
    }
}
