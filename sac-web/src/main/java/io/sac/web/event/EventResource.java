package io.sac.web.event;

import io.sac.access.CurrentPrincipal;
import io.sac.event.Event;
import io.sac.event.EventFeed;
import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import java.time.Clock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Everything that changes for the caller, for as long as they listen. */
@Path("events")
@Dependent
public class EventResource {
    private final EventFeed feed;
    private final CurrentPrincipal principal;
    private final JsonMapper json;
    private final Clock clock;

    @Inject
    public EventResource(EventFeed feed, CurrentPrincipal principal, JsonMapper json, Clock clock) {
        this.feed = feed;
        this.principal = principal;
        this.json = json;
        this.clock = clock;
    }

    @GET
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @RolesAllowed("user")
    public void stream(
            @HeaderParam(HttpHeaders.LAST_EVENT_ID_HEADER) @Nullable String lastSeen,
            @Context SseEventSink sink,
            @Context Sse sse,
            @Context HttpServletResponse response) {
        open(lastSeen, event -> true, sink, sse, response);
    }

    void open(
            @Nullable String lastSeen,
            Predicate<Event> wanted,
            SseEventSink sink,
            Sse sse,
            HttpServletResponse response) {
        response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        // Proxies that buffer would hold events back.
        response.setHeader("X-Accel-Buffering", "no");
        var outlet = new SseOutlet(sink, sse, json, clock);
        outlet.serves(feed.open(principal.get(), lastSeen, wanted, outlet));
    }
}
