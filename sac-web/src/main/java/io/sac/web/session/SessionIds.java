package io.sac.web.session;

import io.sac.problem.ProblemType;
import io.sac.problem.SacException;
import java.util.UUID;

/** Session ids in addresses. */
public final class SessionIds {
    private SessionIds() {}

    /** The id, or the 404 that any other unknown session gets. */
    public static UUID parse(String text) {
        try {
            UUID id = UUID.fromString(text);
            if (id.toString().equalsIgnoreCase(text)) {
                return id;
            }
        } catch (IllegalArgumentException e) {
            // Whatever it is, it is none of our sessions.
        }
        throw new SacException(ProblemType.SESSION_NOT_FOUND, ProblemType.SESSION_NOT_FOUND.title() + ".");
    }
}
