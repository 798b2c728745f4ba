package io.sac.prompt;

import io.sac.access.Change;
import io.sac.access.Permission;
import io.sac.access.Principal;
import io.sac.event.Events;
import io.sac.event.NewEvent;
import io.sac.platform.IdSource;
import io.sac.problem.InvalidRequestException;
import io.sac.problem.ProblemType;
import io.sac.problem.SacException;
import io.sac.session.SessionDetails;
import io.sac.session.SessionService;
import jakarta.ejb.Stateless;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Takes prompts for sessions, whoever sends them, and shows what became of them. */
@Stateless
public class PromptService {
    /** What a program can still be expected to take as one paste. */
    static final int MOST_BYTES = 256 * 1024;

    private static final int MOST_FILES = 50;
    private static final int LONGEST_PATH = 4096;

    private final PromptRepository prompts;
    private final SessionService sessions;
    private final Events events;
    private final Event<PromptQueued> queued;
    private final Event<Change> changes;
    private final IdSource ids;
    private final Clock clock;

    @Inject
    public PromptService(
            PromptRepository prompts,
            SessionService sessions,
            Events events,
            Event<PromptQueued> queued,
            Event<Change> changes,
            IdSource ids,
            Clock clock) {
        this.prompts = prompts;
        this.sessions = sessions;
        this.events = events;
        this.queued = queued;
        this.changes = changes;
        this.ids = ids;
        this.clock = clock;
    }

    @SuppressWarnings("NullAway") // Liberty wants a public no-arg constructor on session beans: CNTR5007E
    public PromptService() {
        this(null, null, null, null, null, null, null);
    }

    /**
     * Keeps a prompt for the session, whose agent starts if it rests. Sent again with the same key it is the same
     * prompt, also when the session has ended since.
     */
    public PromptView send(Principal principal, UUID sessionId, NewPrompt prompt) {
        validate(prompt);
        sessions.require(principal, sessionId, Permission.DRIVE);
        Optional<Prompt> before = prompts.findByKey(sessionId, prompt.idempotencyKey());
        if (before.isPresent()) {
            return same(before.get(), prompt);
        }
        SessionDetails session = sessions.drive(principal, sessionId, prompt.text());
        long number = prompts.nextNumber(sessionId);
        // The queue is locked now: whoever sent this key a moment ago has committed.
        Optional<Prompt> meanwhile = prompts.findByKey(sessionId, prompt.idempotencyKey());
        if (meanwhile.isPresent()) {
            return same(meanwhile.get(), prompt);
        }
        Prompt kept = Prompt.queue(ids.uuid(), sessionId, number, prompt, principal.userId(), clock.instant());
        prompts.add(kept);
        events.publish(session.ownerId(), new NewEvent("prompt.updated", session.agentId(), sessionId, kept.view()));
        queued.fire(new PromptQueued(sessionId));
        changes.fire(new Change(principal, "prompt.sent", "session/" + sessionId));
        return kept.view();
    }

    /** A page of the session's prompts, newest first, each with its number for the next page. */
    public List<Numbered> list(Principal principal, UUID sessionId, @Nullable Long belowNumber, int limit) {
        sessions.require(principal, sessionId, Permission.VIEW);
        return prompts.list(sessionId, belowNumber, limit).stream()
                .map(prompt -> new Numbered(prompt.number(), prompt.view()))
                .toList();
    }

    private static PromptView same(Prompt before, NewPrompt prompt) {
        if (!before.says(prompt)) {
            throw new SacException(
                    ProblemType.CONFLICT, "Another prompt was already sent with this key. Use a new key for this one.");
        }
        return before.view();
    }

    private static void validate(NewPrompt prompt) {
        if (prompt.text().isBlank() && prompt.files().isEmpty()) {
            throw new InvalidRequestException("text", "Say what should be done.");
        }
        if (prompt.text().indexOf('\0') >= 0) {
            throw new InvalidRequestException("text", "The text has a character in it that cannot be sent.");
        }
        if (prompt.text().getBytes(StandardCharsets.UTF_8).length > MOST_BYTES) {
            throw new SacException(
                    ProblemType.TOO_LARGE,
                    "This is longer than 256 KB. Put it into a file and tell the agent to read that.");
        }
        if (prompt.files().size() > MOST_FILES) {
            throw new InvalidRequestException("files", "At most " + MOST_FILES + " files.");
        }
        for (int i = 0; i < prompt.files().size(); i++) {
            if (!insideWorkspace(prompt.files().get(i))) {
                throw new InvalidRequestException(
                        "files[" + i + "]", "A path inside the workspace, such as data/a.csv.");
            }
        }
    }

    private static boolean insideWorkspace(String path) {
        if (path.isEmpty() || path.length() > LONGEST_PATH || path.startsWith("/")) {
            return false;
        }
        if (path.chars().anyMatch(c -> c < 0x20 || c == 0x7f)) {
            return false;
        }
        for (String part : path.split("/", -1)) {
            if (part.equals("..")) {
                return false;
            }
        }
        return true;
    }

    /** A prompt and its place. */
    public record Numbered(long number, PromptView prompt) {}
}
