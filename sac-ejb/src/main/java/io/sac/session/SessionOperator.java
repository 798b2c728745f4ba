package io.sac.session;

import io.sac.agent.AgentDetails;
import io.sac.agent.AgentDirectory;
import io.sac.agent.AgentFailed;
import io.sac.agent.AgentReady;
import io.sac.agent.AgentRuntime;
import io.sac.agent.AgentStatus;
import io.sac.agent.AgentStopped;
import io.sac.problem.ProblemType;
import io.sac.problem.SacException;
import io.sac.sandbox.PutSession;
import io.sac.sandbox.SidecarAddress;
import io.sac.sandbox.SidecarClient;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out in sandboxes what is recorded of sessions, outside of every transaction. All of it may be repeated: it
 * is done when somebody wants something, when a sandbox comes up, and by the sweep for what was lost in between.
 */
@ApplicationScoped
public class SessionOperator {
    private static final Logger LOG = LoggerFactory.getLogger(SessionOperator.class);

    @Resource
    ManagedExecutorService executor;

    private final SessionRecorder recorder;
    private final SidecarClient sidecars;
    private final AgentRuntime runtime;
    private final AgentDirectory agents;

    @Inject
    @SuppressWarnings("NullAway.Init") // executor comes from the container
    public SessionOperator(
            SessionRecorder recorder, SidecarClient sidecars, AgentRuntime runtime, AgentDirectory agents) {
        this.recorder = recorder;
        this.sidecars = sidecars;
        this.runtime = runtime;
        this.agents = agents;
    }

    @SuppressWarnings("NullAway") // for the client proxy
    protected SessionOperator() {
        this(null, null, null, null);
    }

    void wanted(@Observes(during = TransactionPhase.AFTER_SUCCESS) SessionWanted event) {
        executor.execute(() -> quietly(event.agentId()));
    }

    void ready(@ObservesAsync AgentReady event) {
        try {
            carryOut(event.agentId(), Optional.of(event.address()), true);
        } catch (RuntimeException e) {
            // Nobody waits for an asynchronous observer; the sweep comes back to it.
            LOG.warn("agent {}: its sessions could not be started", event.agentId(), e);
        }
    }

    void stopped(@ObservesAsync AgentStopped event) {
        recorder.rested(event.agentId());
    }

    void failed(@ObservesAsync AgentFailed event) {
        recorder.failed(event.agentId(), event.reason());
    }

    /**
     * Puts right what does not fit: sessions whose sandbox is gone, that wait for one that is there, or that ended
     * without their sandbox hearing of it. Answers how many agents were looked after.
     */
    public int endOrphans(Instant now, int limit) {
        List<Long> unfit = recorder.toRepair(now, limit);
        unfit.forEach(this::quietly);
        return unfit.size();
    }

    private void quietly(long agentId) {
        try {
            AgentStatus status = agents.find(agentId).map(AgentDetails::status).orElse(AgentStatus.STOPPED);
            switch (status) {
                case STOPPED -> recorder.rested(agentId);
                case FAILED -> recorder.failed(agentId, "The agent could not be started. Open it to try again.");
                case READY -> carryOut(agentId, runtime.locate(agentId), false);
                case STARTING, STOPPING -> endWithout(agentId);
            }
        } catch (RuntimeException e) {
            // The sweep comes back to it.
            LOG.warn("agent {}: its sessions could not be looked after", agentId, e);
        }
    }

    private void carryOut(long agentId, Optional<SidecarAddress> address, boolean anew) {
        if (address.isEmpty()) {
            endWithout(agentId);
            return;
        }
        SidecarAddress sidecar = address.get();
        SessionRecorder.Work work = recorder.work(agentId, anew);
        try {
            for (UUID id : work.end()) {
                sidecars.deleteSession(sidecar, id);
                recorder.ended(agentId, id, true);
            }
            for (SessionDetails session : work.start()) {
                start(sidecar, session);
            }
            for (UUID id : work.forget()) {
                sidecars.deleteSession(sidecar, id);
                recorder.forgotten(id);
            }
        } catch (SacException e) {
            if (e.type() != ProblemType.AGENT_UNREACHABLE) {
                throw e;
            }
            LOG.info("agent {}: its sidecar does not answer; its sessions wait: {}", agentId, cause(e));
            endWithout(agentId);
        }
    }

    private void start(SidecarAddress sidecar, SessionDetails session) {
        try {
            recorder.reported(
                    session.agentId(),
                    sidecars.putSession(sidecar, session.id(), PutSession.resuming(session.conversationId(), false)));
        } catch (SacException e) {
            if (e.type() == ProblemType.AGENT_UNREACHABLE) {
                throw e;
            }
            LOG.warn("agent {}: session {} did not start: {}", session.agentId(), session.id(), e.detail());
            recorder.failed(session.agentId(), session.id(), e.detail());
        }
    }

    /** What somebody has ended is over for them, even if the sandbox hears of it later. */
    private void endWithout(long agentId) {
        for (UUID id : recorder.work(agentId, false).end()) {
            recorder.ended(agentId, id, false);
        }
    }

    private static @Nullable String cause(SacException e) {
        return e.getCause() == null ? e.getMessage() : e.getCause().getMessage();
    }
}
