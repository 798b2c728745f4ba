package io.sac.prompt;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Where prompts and the queue of each session are kept. */
public interface PromptRepository {
    void add(Prompt prompt);

    Optional<Prompt> findLocked(UUID id);

    Optional<Prompt> findByKey(UUID session, String idempotencyKey);

    /** The next number in the session's queue; the queue stays locked until the transaction ends. */
    long nextNumber(UUID session);

    /** Takes the session's queue until an instant, if nobody else has it. */
    boolean lease(UUID session, Instant now, Instant until);

    /** Gives the session's queue back; it may be taken again from the given instant on. */
    void release(UUID session, Instant from);

    /** Queued prompts of the session in their order, only those the sandbox has not got if so wanted. */
    List<Prompt> queued(UUID session, boolean unhandedOnly, int limit);

    /** A page of the session's prompts, newest first, beginning below a number. */
    List<Prompt> list(UUID session, @Nullable Long belowNumber, int limit);

    /** Ready sessions with prompts that wait to be handed over, or were handed over before the instant. */
    List<UUID> sessionsWithQueued(Instant now, Instant handedBefore, int limit);

    /** Ended sessions with prompts that nobody will take any more. */
    List<UUID> endedSessionsWithQueued(int limit);
}
