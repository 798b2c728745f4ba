package io.sac.agent;

import io.sac.access.Guarded;
import jakarta.persistence.CollectionTable;
import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.OrderColumn;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * An agent that somebody configured, and its sandbox. What is wanted of the sandbox is an intent with a number; whoever
 * carries an intent out reports with that number, so that the report of an older intent changes nothing. An intent is
 * open until it is settled: ready, stopped or failed.
 */
@Entity
@Table(name = "agent")
public class Agent implements Guarded {
    /** After so many deaths in a row the agent is not started again by itself. */
    static final int MAX_CRASHES = 5;

    /** An agent that ran for so long has left its earlier deaths behind. */
    static final Duration CALM = Duration.ofMinutes(10);

    static final Duration LEASE = Duration.ofMinutes(2);

    /** A sidecar speaks every 20 seconds. */
    static final Duration SILENCE = Duration.ofMinutes(3);

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    @Column(name = "id")
    private @Nullable Long id;

    @Column(name = "owner_id", updatable = false)
    private long ownerId;

    @Column(name = "name")
    private String name = "";

    @Column(name = "description")
    private String description = "";

    @Column(name = "icon")
    private String icon = "";

    @Column(name = "instructions")
    private String instructions = "";

    @Column(name = "harness")
    private String harness = "";

    @Column(name = "provider_preset")
    private String providerPreset = "";

    @Column(name = "provider_base_url")
    private @Nullable String providerBaseUrl;

    @Column(name = "provider_key")
    private @Nullable String providerKey;

    @Column(name = "provider_key_last4")
    private @Nullable String providerKeyLast4;

    @Column(name = "model_small")
    private @Nullable String modelSmall;

    @Column(name = "model_medium")
    private @Nullable String modelMedium;

    @Column(name = "model_large")
    private @Nullable String modelLarge;

    @Column(name = "permission_mode")
    private @Nullable String permissionMode;

    @ElementCollection
    @CollectionTable(name = "agent_variable", joinColumns = @JoinColumn(name = "agent_id"))
    @OrderColumn(name = "position")
    private List<AgentVariable> variables = new ArrayList<>();

    @Enumerated(EnumType.STRING)
    @Column(name = "status")
    private AgentStatus status = AgentStatus.STOPPED;

    @Column(name = "wanted_running")
    private boolean wantedRunning;

    @Column(name = "restart_first")
    private boolean restartFirst;

    @Column(name = "intent")
    private long intent;

    @Column(name = "settled_intent")
    private long settledIntent;

    @Column(name = "act_after")
    private @Nullable Instant actAfter;

    @Column(name = "lease_holder")
    private @Nullable String leaseHolder;

    @Column(name = "lease_until")
    private @Nullable Instant leaseUntil;

    @Column(name = "crashes")
    private int crashes;

    @Column(name = "ready_at")
    private @Nullable Instant readyAt;

    @Column(name = "seen_at")
    private @Nullable Instant seenAt;

    @Column(name = "sidecar_version")
    private @Nullable String sidecarVersion;

    @Column(name = "checked_at")
    private @Nullable Instant checkedAt;

    @Convert(converter = StagesConverter.class)
    @Column(name = "stages")
    private Stages stages = Stages.none();

    @Convert(converter = ReasonConverter.class)
    @Column(name = "reason")
    private @Nullable Reason reason;

    @Column(name = "generation")
    private int generation = 1;

    @Column(name = "settings_revision")
    private int settingsRevision = 1;

    @Column(name = "running_revision")
    private int runningRevision;

    @Column(name = "created_at", updatable = false)
    private Instant createdAt = Instant.EPOCH;

    @Column(name = "updated_at")
    private Instant updatedAt = Instant.EPOCH;

    @Version
    @Column(name = "version")
    private long version;

    protected Agent() {}

    /** A new agent, stopped, of this owner. */
    public static Agent of(long ownerId, AgentProfile profile, Instant now) {
        Agent agent = new Agent();
        agent.ownerId = ownerId;
        agent.createdAt = now;
        agent.apply(profile, now);
        agent.settingsRevision = 1;
        return agent;
    }

    /** Takes on new settings; a running sandbox has them from its next start on. */
    public void apply(AgentProfile profile, Instant now) {
        boolean forTheSandbox = !profile.sameForTheSandbox(profile());
        name = profile.name();
        description = profile.description();
        icon = profile.icon();
        instructions = profile.instructions();
        harness = profile.harness();
        providerPreset = profile.providerPreset();
        providerBaseUrl = profile.providerBaseUrl();
        providerKey = profile.providerKey();
        providerKeyLast4 = profile.providerKeyLast4();
        modelSmall = profile.modelSmall();
        modelMedium = profile.modelMedium();
        modelLarge = profile.modelLarge();
        permissionMode = profile.permissionMode();
        if (!variables.equals(profile.variables())) {
            variables.clear();
            variables.addAll(profile.variables());
        }
        if (forTheSandbox) {
            settingsRevision++;
        }
        updatedAt = now;
    }

    /** What is configured, as one value. */
    public AgentProfile profile() {
        return new AgentProfile(
                name,
                description,
                icon,
                instructions,
                harness,
                providerPreset,
                providerBaseUrl,
                providerKey,
                providerKeyLast4,
                modelSmall,
                modelMedium,
                modelLarge,
                permissionMode,
                List.copyOf(variables));
    }

    /** Wants the sandbox to run. False when it does or is about to already. */
    public boolean wantStart(Instant now) {
        if (wantedRunning && (status == AgentStatus.STARTING || status == AgentStatus.READY || restartFirst)) {
            return false;
        }
        // A stop on its way is finished first, so that the new sandbox does not meet the old one's end.
        restartFirst = status == AgentStatus.STOPPING;
        status = restartFirst ? AgentStatus.STOPPING : AgentStatus.STARTING;
        crashes = 0;
        wantedRunning = true;
        open(now, now);
        return true;
    }

    /** Wants the sandbox to end, also while it starts. False when it has ended or is about to already. */
    public boolean wantStop(Instant now) {
        if (!wantedRunning && (status == AgentStatus.STOPPED || status == AgentStatus.STOPPING)) {
            return false;
        }
        wantedRunning = false;
        restartFirst = false;
        status = AgentStatus.STOPPING;
        open(now, now);
        return true;
    }

    /** Wants a new sandbox with the present settings, whatever the old one does. */
    public void wantRestart(Instant now) {
        boolean somethingMayRun = status != AgentStatus.STOPPED;
        wantedRunning = true;
        restartFirst = somethingMayRun;
        status = somethingMayRun ? AgentStatus.STOPPING : AgentStatus.STARTING;
        crashes = 0;
        open(now, now);
    }

    private void open(Instant now, Instant notBefore) {
        intent++;
        actAfter = notBefore;
        reason = null;
        stages = status == AgentStatus.STOPPING ? Stages.stopping(now) : Stages.none();
    }

    /** Whether an intent is open that may be carried out now by this holder. */
    boolean isDue(String holder, Instant now) {
        if (settledIntent == intent || (actAfter != null && actAfter.isAfter(now))) {
            return false;
        }
        return leaseHolder == null || leaseHolder.equals(holder) || leaseUntil == null || leaseUntil.isBefore(now);
    }

    /** Takes the open intent on: nobody else carries it out while the lease holds. */
    void lease(String holder, Instant now) {
        leaseHolder = holder;
        leaseUntil = now.plus(LEASE);
        if (wantedRunning) {
            runningRevision = settingsRevision;
        }
    }

    /** The start of this intent is at a stage. False when the intent is not the present one any more. */
    boolean reach(long forIntent, StageId stage, @Nullable Integer percent, @Nullable String message, Instant now) {
        if (forIntent != intent || settledIntent == intent) {
            return false;
        }
        if (stage != StageId.STOPPING && wantedRunning) {
            restartFirst = false;
            status = AgentStatus.STARTING;
        }
        stages = stages.at(stage, percent, message, now);
        leaseUntil = now.plus(LEASE);
        return true;
    }

    /** The sandbox of this intent is up. */
    boolean becomeReady(long forIntent, Instant now) {
        if (forIntent != intent || !wantedRunning) {
            return false;
        }
        settle();
        status = AgentStatus.READY;
        readyAt = now;
        seenAt = now;
        checkedAt = now;
        stages = stages.finished(now);
        reason = null;
        return true;
    }

    /** The sandbox of this intent is gone, as wanted. */
    boolean becomeStopped(long forIntent) {
        if (forIntent != intent || wantedRunning) {
            return false;
        }
        settle();
        status = AgentStatus.STOPPED;
        stages = Stages.none();
        reason = null;
        readyAt = null;
        return true;
    }

    /** The start of this intent failed; one that repairs a death is tried again with back-off, a person's own is not. */
    boolean becomeFailed(long forIntent, Reason why, Instant now) {
        if (forIntent != intent) {
            return false;
        }
        if (wantedRunning && crashes > 0 && crashes < MAX_CRASHES) {
            crashes++;
            retryLater(why, now);
            return true;
        }
        settle();
        status = AgentStatus.FAILED;
        stages = stages.failed(why.message(), now);
        reason = why;
        readyAt = null;
        return true;
    }

    /** The sidecar of a ready agent died. It is started again, later each time, and at last given up. */
    boolean sidecarDied(Reason why, Instant now) {
        if (status != AgentStatus.READY || !wantedRunning) {
            return false;
        }
        crashes = readyAt != null && readyAt.plus(CALM).isBefore(now) ? 1 : crashes + 1;
        readyAt = null;
        if (crashes > MAX_CRASHES) {
            status = AgentStatus.FAILED;
            reason = why;
            stages = Stages.none();
            return true;
        }
        intent++;
        retryLater(why, now);
        return true;
    }

    /** The sandbox of a ready agent ended while no server was there: SAC or the machine was stopped. That is no death. */
    boolean wentDown(Instant now) {
        if (status != AgentStatus.READY || !wantedRunning) {
            return false;
        }
        status = AgentStatus.STARTING;
        crashes = 0;
        readyAt = null;
        open(now, now);
        return true;
    }

    private void retryLater(Reason why, Instant now) {
        status = AgentStatus.STARTING;
        stages = Stages.none();
        reason = why;
        actAfter = now.plus(backOff(crashes));
        leaseHolder = null;
        leaseUntil = null;
    }

    /** The first repair comes at once; then 2, 4, 8, 16 seconds. */
    static Duration backOff(int crashes) {
        return crashes <= 1 ? Duration.ZERO : Duration.ofSeconds(1L << Math.min(crashes - 1, 6));
    }

    private void settle() {
        settledIntent = intent;
        restartFirst = false;
        actAfter = null;
        leaseHolder = null;
        leaseUntil = null;
    }

    void checked(Instant now) {
        checkedAt = now;
    }

    /** Its living sidecar was found by a server that had not heard of it for a while. */
    void greeted(Instant now) {
        seenAt = now;
    }

    /** Whether a ready agent's sidecar has said nothing for so long that it must be asked. */
    boolean isSilent(Instant now) {
        return status == AgentStatus.READY
                && seenAt != null
                && seenAt.plus(SILENCE).isBefore(now);
    }

    @Nullable
    String sidecarVersion() {
        return sidecarVersion;
    }

    /** Whether its settings changed since its sandbox took them. */
    boolean restartNeeded() {
        return status == AgentStatus.READY && runningRevision != settingsRevision;
    }

    public long id() {
        return Objects.requireNonNull(id, "the agent is not stored yet");
    }

    @Override
    public long ownerId() {
        return ownerId;
    }

    @Override
    public OptionalLong guardedAgent() {
        return OptionalLong.of(id());
    }

    AgentStatus status() {
        return status;
    }

    boolean wantedRunning() {
        return wantedRunning;
    }

    boolean restartFirst() {
        return restartFirst;
    }

    long intent() {
        return intent;
    }

    boolean isSettled() {
        return intent == settledIntent;
    }

    @Nullable
    Instant actAfter() {
        return actAfter;
    }

    Stages stages() {
        return stages;
    }

    @Nullable
    Reason reason() {
        return reason;
    }

    int generation() {
        return generation;
    }

    Instant createdAt() {
        return createdAt;
    }

    Instant updatedAt() {
        return updatedAt;
    }

    /** What other features know of it. */
    public AgentDetails details() {
        return new AgentDetails(
                id(), ownerId, name, harness, providerPreset, status, stages.running(), wantedRunning, generation);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Agent agent && id != null && id.equals(agent.id);
    }

    @Override
    public int hashCode() {
        return Agent.class.hashCode();
    }

    @Override
    public String toString() {
        return "Agent[" + id + "]";
    }
}
