package io.sac.session;

import io.sac.access.Guarded;
import java.util.OptionalLong;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What other features know of a session. */
public record SessionDetails(
        UUID id,
        long agentId,
        long ownerId,
        SessionStatus status,
        @Nullable String conversationId) implements Guarded {

    @Override
    public OptionalLong guardedAgent() {
        return OptionalLong.of(agentId);
    }
}
