package io.sac.prompt;

import io.sac.sandbox.SandboxPrompt;
import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Converter;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Something an agent is to do. It waits here until its session's sandbox has it, and there until the program has taken
 * it; handing it over may be repeated, for the sandbox knows it by its id. Once delivered or failed it never changes.
 */
@Entity
@Table(name = "prompt")
public class Prompt {
    @Id
    @Column(name = "id")
    private UUID id;

    @Column(name = "session_id", updatable = false)
    private UUID sessionId;

    @Column(name = "number", updatable = false)
    private long number;

    @Column(name = "text", updatable = false)
    private String text;

    @Column(name = "files", updatable = false)
    @Convert(converter = Lines.class)
    private List<String> files;

    @Column(name = "idempotency_key", updatable = false)
    private String idempotencyKey;

    @Column(name = "state")
    private String state = PromptState.QUEUED.word();

    @Column(name = "reason")
    private @Nullable String reason;

    @Column(name = "created_by", updatable = false)
    private long createdBy;

    @Column(name = "created_at", updatable = false)
    private Instant createdAt;

    @Column(name = "handed_at")
    private @Nullable Instant handedAt;

    @Column(name = "settled_at")
    private @Nullable Instant settledAt;

    @Version
    @Column(name = "version")
    private long version;

    @SuppressWarnings("NullAway") // for JPA
    protected Prompt() {}

    private Prompt(UUID id, UUID sessionId, long number, NewPrompt prompt, long createdBy, Instant now) {
        this.id = id;
        this.sessionId = sessionId;
        this.number = number;
        this.text = prompt.text();
        this.files = List.copyOf(prompt.files());
        this.idempotencyKey = prompt.idempotencyKey();
        this.createdBy = createdBy;
        this.createdAt = now;
    }

    /** A prompt in its place in the session's queue. */
    public static Prompt queue(UUID id, UUID session, long number, NewPrompt prompt, long createdBy, Instant now) {
        return new Prompt(id, session, number, prompt, createdBy, now);
    }

    public UUID id() {
        return id;
    }

    public UUID sessionId() {
        return sessionId;
    }

    public long number() {
        return number;
    }

    public PromptState state() {
        return PromptState.of(state);
    }

    public @Nullable Instant handedAt() {
        return handedAt;
    }

    /** Whether somebody who uses this prompt's key means this prompt. */
    public boolean says(NewPrompt prompt) {
        return text.equals(prompt.text()) && files.equals(prompt.files());
    }

    /** The sandbox has it. */
    public void handed(Instant now) {
        if (state() == PromptState.QUEUED) {
            handedAt = now;
        }
    }

    /** The sandbox may have lost it. */
    public void handAgain() {
        handedAt = null;
    }

    /** The program has taken it. False when that is known already. */
    public boolean delivered(Instant now) {
        return settle(PromptState.DELIVERED, null, now);
    }

    /** It will not be delivered. False when it has already been settled. */
    public boolean fail(String why, Instant now) {
        return settle(PromptState.FAILED, why, now);
    }

    public PromptView view() {
        return new PromptView(
                id,
                sessionId,
                text,
                files,
                state(),
                reason,
                createdAt,
                state() == PromptState.DELIVERED ? settledAt : null);
    }

    /** What the sandbox gets. */
    public SandboxPrompt forSandbox() {
        return new SandboxPrompt(id, text, files);
    }

    private boolean settle(PromptState end, @Nullable String why, Instant now) {
        if (state() != PromptState.QUEUED) {
            return false;
        }
        state = end.word();
        reason = why;
        settledAt = now;
        return true;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Prompt prompt && id.equals(prompt.id);
    }

    @Override
    public int hashCode() {
        return Objects.hashCode(id);
    }

    /** One path a line; a path with a line break in it is refused before it gets here. */
    @Converter
    static class Lines implements AttributeConverter<List<String>, String> {
        @Override
        public String convertToDatabaseColumn(List<String> paths) {
            return String.join("\n", paths);
        }

        @Override
        public List<String> convertToEntityAttribute(String lines) {
            return lines.isEmpty() ? List.of() : List.of(lines.split("\n", -1));
        }
    }
}
