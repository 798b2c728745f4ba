package io.sac.web.session;

import io.sac.session.SessionView;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A page of sessions. */
public record SessionList(
        List<SessionView> sessions, @Nullable String nextCursor) {

    /** Of one more session than the page holds, which only tells that there is another page. */
    static SessionList of(List<SessionView> found, int limit) {
        if (found.size() <= limit) {
            return new SessionList(found, null);
        }
        List<SessionView> page = found.subList(0, limit);
        return new SessionList(page, SessionCursor.after(page.getLast()));
    }
}
