package io.sac.prompt;

import io.sac.agent.AgentRuntime;
import io.sac.problem.ProblemType;
import io.sac.problem.SacException;
import io.sac.sandbox.SandboxPrompt;
import io.sac.sandbox.SidecarAddress;
import io.sac.sandbox.SidecarClient;
import io.sac.session.SessionReady;
import io.sac.session.SessionRecorder;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands prompts to the sandboxes of ready sessions, one session's in their order and by one courier at a time. What
 * was handed but not recorded is handed again; the sidecar takes each id once.
 */
@ApplicationScoped
public class PromptCourier {
    private static final Logger LOG = LoggerFactory.getLogger(PromptCourier.class);

    @Resource
    ManagedExecutorService executor;

    private final PromptRecorder recorder;
    private final SidecarClient sidecars;
    private final AgentRuntime runtime;
    private final SessionRecorder sessions;

    @Inject
    @SuppressWarnings("NullAway.Init") // executor comes from the container
    public PromptCourier(
            PromptRecorder recorder, SidecarClient sidecars, AgentRuntime runtime, SessionRecorder sessions) {
        this.recorder = recorder;
        this.sidecars = sidecars;
        this.runtime = runtime;
        this.sessions = sessions;
    }

    @SuppressWarnings("NullAway") // for the client proxy
    protected PromptCourier() {
        this(null, null, null, null);
    }

    void queued(@Observes(during = TransactionPhase.AFTER_SUCCESS) PromptQueued event) {
        executor.execute(() -> quietly(event.sessionId()));
    }

    void ready(@Observes(during = TransactionPhase.AFTER_SUCCESS) SessionReady event) {
        executor.execute(() -> {
            recorder.handAgain(event.sessionId());
            quietly(event.sessionId());
        });
    }

    /** Hands over what still waits; answers for how many sessions. */
    public int deliverQueued(Instant now, int limit) {
        List<UUID> waiting = recorder.waiting(now, limit);
        waiting.forEach(this::quietly);
        return waiting.size();
    }

    private void quietly(UUID sessionId) {
        try {
            deliver(sessionId);
        } catch (RuntimeException e) {
            // The sweep comes back to it.
            LOG.warn("session {}: its prompts wait", sessionId, e);
        }
    }

    void deliver(UUID sessionId) {
        boolean worked = true;
        while (worked) {
            Optional<PromptRecorder.Batch> batch = recorder.claim(sessionId);
            if (batch.isEmpty()) {
                return;
            }
            worked = false;
            try {
                worked = hand(batch.get());
            } finally {
                recorder.release(sessionId, worked);
            }
        }
    }

    private boolean hand(PromptRecorder.Batch batch) {
        Optional<SidecarAddress> address = runtime.locate(batch.session().agentId());
        if (address.isEmpty()) {
            return false;
        }
        for (SandboxPrompt prompt : batch.prompts()) {
            try {
                recorder.handed(
                        prompt.id(),
                        sidecars.sendPrompt(address.get(), batch.session().id(), prompt));
            } catch (SacException e) {
                if (e.type() == ProblemType.SESSION_NOT_FOUND) {
                    sessions.lost(batch.session().agentId(), batch.session().id());
                    return false;
                }
                if (!forGood(e.type())) {
                    LOG.info("session {}: its prompts wait: {}", batch.session().id(), e.detail());
                    return false;
                }
                recorder.refused(prompt.id(), e.detail());
            }
        }
        return true;
    }

    private static boolean forGood(ProblemType refusal) {
        return refusal == ProblemType.INVALID || refusal == ProblemType.TOO_LARGE;
    }
}
