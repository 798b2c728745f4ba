package io.sac.prompt;

import io.sac.event.Events;
import io.sac.event.NewEvent;
import io.sac.platform.AdvisoryLock;
import io.sac.sandbox.SandboxPrompt;
import io.sac.session.SessionDetails;
import io.sac.session.SessionDirectory;
import io.sac.session.SessionStatus;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Records what became of prompts on their way; each call is a short transaction of its own. */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
public class PromptRecorder {
    private static final Duration LEASE = Duration.ofSeconds(60);
    private static final Duration RETRY = Duration.ofSeconds(3);

    /** A sandbox that says nothing of a prompt for so long is given it again; it takes no id twice. */
    private static final Duration SILENCE = Duration.ofMinutes(2);

    private static final int BATCH = 20;
    private static final String SWEEP = "prompt sweep";
    private static final String ENDED = "The session ended before this could be delivered.";

    private final PromptRepository prompts;
    private final SessionDirectory sessions;
    private final Events events;
    private final AdvisoryLock lock;
    private final Clock clock;

    @Inject
    public PromptRecorder(
            PromptRepository prompts, SessionDirectory sessions, Events events, AdvisoryLock lock, Clock clock) {
        this.prompts = prompts;
        this.sessions = sessions;
        this.events = events;
        this.lock = lock;
        this.clock = clock;
    }

    @SuppressWarnings("NullAway") // Liberty wants a public no-arg constructor on session beans: CNTR5007E
    public PromptRecorder() {
        this(null, null, null, null, null);
    }

    /** Takes the session's queue, when its program runs, something waits and nobody else is at it. */
    public Optional<Batch> claim(UUID sessionId) {
        Optional<SessionDetails> session = sessions.find(sessionId).filter(s -> s.status() == SessionStatus.READY);
        Instant now = clock.instant();
        if (session.isEmpty()
                || prompts.queued(sessionId, true, 1).isEmpty()
                || !prompts.lease(sessionId, now, now.plus(LEASE))) {
            return Optional.empty();
        }
        List<SandboxPrompt> next = prompts.queued(sessionId, true, BATCH).stream()
                .map(Prompt::forSandbox)
                .toList();
        return Optional.of(new Batch(session.get(), next));
    }

    /** Gives the queue back, for at once or, after a failure, for a little later. */
    public void release(UUID sessionId, boolean worked) {
        Instant now = clock.instant();
        prompts.release(sessionId, worked ? now : now.plus(RETRY));
    }

    /** The sandbox has the prompt, and says how far it has come there. */
    public void handed(UUID promptId, String state) {
        prompts.findLocked(promptId).ifPresent(prompt -> {
            prompt.handed(clock.instant());
            settle(prompt, state, null);
        });
    }

    /** The sandbox will never take the prompt. */
    public void refused(UUID promptId, String why) {
        prompts.findLocked(promptId).ifPresent(prompt -> settle(prompt, "failed", why));
    }

    /** What a sidecar says of a prompt; false when it is not one of its agent's. */
    public boolean reported(long agentId, UUID promptId, String state, @Nullable String reason) {
        Optional<Prompt> prompt = prompts.findLocked(promptId)
                .filter(found -> sessions.find(found.sessionId())
                        .filter(session -> session.agentId() == agentId)
                        .isPresent());
        prompt.ifPresent(found -> settle(found, state, reason));
        return prompt.isPresent();
    }

    /** The session runs in a new sandbox, which may not have what an older one was given. */
    public void handAgain(UUID sessionId) {
        prompts.queued(sessionId, false, Integer.MAX_VALUE).forEach(Prompt::handAgain);
    }

    /** Sessions whose prompts wait although their program runs; those of ended sessions fail here. */
    public List<UUID> waiting(Instant now, int limit) {
        if (!lock.tryAcquire(SWEEP)) {
            return List.of();
        }
        for (UUID session : prompts.endedSessionsWithQueued(limit)) {
            for (Prompt prompt : prompts.queued(session, false, limit)) {
                settle(prompt, "failed", ENDED);
            }
        }
        List<UUID> sessionsWithQueued = prompts.sessionsWithQueued(now, now.minus(SILENCE), limit);
        for (UUID session : sessionsWithQueued) {
            prompts.queued(session, false, BATCH).stream()
                    .filter(prompt -> overdue(prompt, now))
                    .forEach(Prompt::handAgain);
        }
        return sessionsWithQueued;
    }

    private static boolean overdue(Prompt prompt, Instant now) {
        Instant handed = prompt.handedAt();
        return handed != null && handed.isBefore(now.minus(SILENCE));
    }

    private void settle(Prompt prompt, String state, @Nullable String reason) {
        boolean changed = switch (state) {
            case "delivered" -> prompt.delivered(clock.instant());
            case "failed" -> prompt.fail(reason == null ? "The agent could not take it." : reason, clock.instant());
            default -> false;
        };
        if (changed) {
            sessions.find(prompt.sessionId())
                    .ifPresent(session -> events.publish(
                            session.ownerId(),
                            new NewEvent("prompt.updated", session.agentId(), session.id(), prompt.view())));
        }
    }

    /** What is to be handed to a session's sandbox, in this order. */
    public record Batch(SessionDetails session, List<SandboxPrompt> prompts) {}
}
