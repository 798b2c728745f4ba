package io.sac.web.event;

import com.fasterxml.jackson.annotation.JsonRawValue;
import io.sac.event.Event;
import io.sac.event.EventPosition;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An event as clients see it; its id is the position after it. */
public record EventView(
        String id,
        String type,
        @Nullable Long agentId,
        @Nullable UUID sessionId,
        Instant at,
        @JsonRawValue String data) {

    static EventView of(EventPosition position, Event event) {
        return new EventView(
                position.toString(), event.type(), event.agentId(), event.sessionId(), event.at(), event.data());
    }
}
