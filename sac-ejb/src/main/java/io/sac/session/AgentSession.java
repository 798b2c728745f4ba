package io.sac.session;

import io.sac.sandbox.SessionState;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One terminal of an agent. It starts with its sandbox, rests when that stops or its program has ended by itself,
 * comes back with the same conversation, and ends once: when somebody ends it. What has ended stays ended, whatever a
 * sidecar may still report.
 */
@Entity
@Table(name = "agent_session")
public class AgentSession {
    private static final Duration ACTIVITY_GRAIN = Duration.ofMinutes(1);
    private static final int TITLE_MOST = 80;

    @Id
    @Column(name = "id")
    private UUID id;

    @Column(name = "agent_id", updatable = false)
    private long agentId;

    @Column(name = "owner_id")
    private long ownerId;

    @Column(name = "title")
    private String title = "";

    @Column(name = "status")
    private String status = SessionStatus.STARTING.word();

    @Column(name = "reason")
    private @Nullable String reason;

    @Column(name = "activity")
    private String activity = Activity.IDLE.word();

    @Column(name = "conversation_id")
    private @Nullable String conversationId;

    @Column(name = "exit_code")
    private @Nullable Integer exitCode;

    @Column(name = "released")
    private boolean released;

    @Column(name = "created_at", updatable = false)
    private Instant createdAt;

    @Column(name = "updated_at")
    private Instant updatedAt;

    @Column(name = "last_active_at")
    private Instant lastActiveAt;

    @Column(name = "ended_at")
    private @Nullable Instant endedAt;

    @Version
    @Column(name = "version")
    private long version;

    @SuppressWarnings("NullAway") // for JPA
    protected AgentSession() {}

    private AgentSession(UUID id, long agentId, long ownerId, Instant now) {
        this.id = id;
        this.agentId = agentId;
        this.ownerId = ownerId;
        this.createdAt = now;
        this.updatedAt = now;
        this.lastActiveAt = now;
    }

    /** A session that waits for its sandbox. */
    public static AgentSession open(UUID id, long agentId, long ownerId, Instant now) {
        return new AgentSession(id, agentId, ownerId, now);
    }

    public UUID id() {
        return id;
    }

    public long agentId() {
        return agentId;
    }

    public long ownerId() {
        return ownerId;
    }

    public SessionStatus status() {
        return SessionStatus.of(status);
    }

    public Activity activity() {
        return Activity.of(activity).orElseThrow();
    }

    public @Nullable String conversationId() {
        return conversationId;
    }

    public @Nullable Integer exitCode() {
        return exitCode;
    }

    public @Nullable String reason() {
        return reason;
    }

    public String title() {
        return title;
    }

    public Instant createdAt() {
        return createdAt;
    }

    public boolean released() {
        return released;
    }

    /** Whether its last sign of activity was so long ago that a new one is worth noting. */
    boolean quietSince(Instant now) {
        return lastActiveAt.isBefore(now.minus(ACTIVITY_GRAIN));
    }

    /** Whether it may still show something or come back. */
    public boolean live() {
        return status() != SessionStatus.ENDED && status() != SessionStatus.STOPPING;
    }

    /** Whether its program ended by itself, so that it is not started again unless somebody wants it. */
    boolean exited() {
        return exitCode != null && status() == SessionStatus.STOPPED;
    }

    /** Wants its program to run (again). False when it runs or is about to. */
    public boolean wake(Instant now) {
        if (status() != SessionStatus.STOPPED && status() != SessionStatus.FAILED) {
            return false;
        }
        become(SessionStatus.STARTING, now);
        return true;
    }

    /** Its sandbox has lost it, and somebody looks for it there. False when it is about to start anyway. */
    public boolean restart(Instant now) {
        if (!live() || status() == SessionStatus.STARTING) {
            return false;
        }
        become(SessionStatus.STARTING, now);
        return true;
    }

    /** Takes on what its sidecar says. False when nothing that anybody sees has changed. */
    public boolean report(SessionState state, boolean agentWanted, Instant now) {
        if (!live()) {
            return false;
        }
        return switch (state.status()) {
            case "ready" -> running(state, now);
            case "ended" -> agentWanted ? exited(state.exitCode(), now) : rest(now);
            default -> learn(state, now);
        };
    }

    /** Its sandbox has stopped. */
    public boolean rest(Instant now) {
        if (!live() || status() == SessionStatus.STOPPED) {
            return false;
        }
        activity = Activity.IDLE.word();
        become(SessionStatus.STOPPED, now);
        return true;
    }

    /** Its sandbox, or its program in it, could not be started. */
    public boolean fail(String why, Instant now) {
        if (!live() || (status() == SessionStatus.FAILED && why.equals(reason))) {
            return false;
        }
        activity = Activity.IDLE.word();
        become(SessionStatus.FAILED, now);
        reason = why;
        return true;
    }

    /** Somebody wants it ended. False when it has, or is about to. */
    public boolean stop(Instant now) {
        if (!live()) {
            return false;
        }
        become(SessionStatus.STOPPING, now);
        return true;
    }

    /** It is over; its sandbox has yet to forget it. */
    public boolean end(@Nullable Integer code, Instant now) {
        if (status() == SessionStatus.ENDED) {
            return false;
        }
        activity = Activity.IDLE.word();
        exitCode = code;
        endedAt = now;
        become(SessionStatus.ENDED, now);
        return true;
    }

    /** The sandbox has forgotten it. */
    public void release() {
        released = true;
    }

    /** The conversation with which its program would go on. */
    public boolean converse(String conversation, Instant now) {
        if (conversation.equals(conversationId)) {
            return false;
        }
        conversationId = conversation;
        updatedAt = now;
        return true;
    }

    /** Takes its title from the first thing that was said in it. */
    public boolean entitle(String text, Instant now) {
        String line = text.strip().lines().findFirst().orElse("");
        if (!title.isEmpty() || line.isEmpty()) {
            return false;
        }
        int end = line.length() <= TITLE_MOST ? line.length() : line.offsetByCodePoints(0, codePoints(line));
        title = end < line.length() ? line.substring(0, end) + "…" : line;
        updatedAt = now;
        return true;
    }

    public SessionDetails details() {
        return new SessionDetails(id, agentId, ownerId, status(), conversationId);
    }

    /** What clients see; the stage is the agent's, while the session waits for it. */
    public SessionView view(@Nullable String agentStage) {
        return new SessionView(
                id,
                agentId,
                title,
                status(),
                status() == SessionStatus.STARTING ? agentStage : null,
                reason,
                activity(),
                conversationId,
                exitCode,
                createdAt,
                updatedAt,
                lastActiveAt,
                endedAt);
    }

    private boolean running(SessionState state, Instant now) {
        boolean began = status() != SessionStatus.READY;
        if (began) {
            exitCode = null;
            become(SessionStatus.READY, now);
        }
        return learn(state, now) || began;
    }

    private boolean learn(SessionState state, Instant now) {
        Activity says = Activity.of(state.activity()).orElse(activity());
        boolean changed = says != activity();
        activity = says.word();
        String conversation = state.conversationId();
        if (conversation != null && !conversation.equals(conversationId)) {
            conversationId = conversation;
            changed = true;
        }
        if (changed || (says == Activity.WORKING && quietSince(now))) {
            lastActiveAt = now;
        }
        if (changed) {
            updatedAt = now;
        }
        return changed;
    }

    /** Its program has ended by itself; the session rests until somebody wants it again. */
    private boolean exited(@Nullable Integer code, Instant now) {
        if (code == null || (status() == SessionStatus.STOPPED && code.equals(exitCode))) {
            // Without a code it has not started yet, or its sidecar has lost it.
            return false;
        }
        exitCode = code;
        activity = Activity.IDLE.word();
        become(SessionStatus.STOPPED, now);
        return true;
    }

    private void become(SessionStatus next, Instant now) {
        status = next.word();
        updatedAt = now;
        reason = null;
    }

    private static int codePoints(String line) {
        return Math.min(TITLE_MOST, line.codePointCount(0, line.length()));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof AgentSession session && id.equals(session.id);
    }

    @Override
    public int hashCode() {
        return Objects.hashCode(id);
    }
}
