package io.sac.conversation;

import io.sac.event.Events;
import io.sac.event.NewEvent;
import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The transactions behind conversations. */
@Stateless
public class ConversationRecords {
    private static final String APPENDED = "conversation.appended";

    private final ConversationRepository conversations;
    private final Events events;
    private final Clock clock;

    @SuppressWarnings("NullAway") // Liberty wants a public no-arg constructor on session beans: CNTR5007E
    public ConversationRecords() {
        this(null, null, null);
    }

    @Inject
    public ConversationRecords(ConversationRepository conversations, Events events, Clock clock) {
        this.conversations = conversations;
        this.events = events;
        this.clock = clock;
    }

    /** Keeps the entries that are new and tells the owner of the agent; repeating it changes nothing. */
    public EntriesAccepted append(long agentId, long ownerId, NewEntries batch) {
        if (batch.entries().isEmpty()) {
            return new EntriesAccepted(0, 0);
        }
        EntriesAccepted accepted = conversations.append(agentId, batch, clock.instant());
        if (accepted.accepted() > 0) {
            Instant last = batch.entries().stream()
                    .map(NewEntry::at)
                    .max(Instant::compareTo)
                    .orElseThrow();
            var appended =
                    new ConversationAppended(batch.sessionId(), batch.conversationId(), accepted.accepted(), last);
            events.publish(ownerId, new NewEvent(APPENDED, agentId, batch.sessionId(), appended));
        }
        return accepted;
    }

    public List<PositionedEntry> entries(EntryFilter filter, @Nullable EntryPosition from, boolean newer, int limit) {
        return conversations.entries(filter, from, newer, limit);
    }

    public Optional<ConversationEntry> find(long agentId, String entryId) {
        return conversations.find(agentId, entryId);
    }

    public List<Conversation> conversations(
            long agentId, ConversationRepository.@Nullable ConversationPosition after, int limit) {
        return conversations.conversations(agentId, after, limit);
    }
}
