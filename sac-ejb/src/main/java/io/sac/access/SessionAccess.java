package io.sac.access;

import java.util.UUID;

/** Whether a session is somebody's; answered by the feature that owns sessions. */
public interface SessionAccess {
    /**
     * Passes when the principal may do this with the session.
     *
     * @throws io.sac.problem.SacException {@code SESSION_NOT_FOUND} when there is none such for them
     */
    void require(Principal principal, Permission permission, UUID sessionId);
}
