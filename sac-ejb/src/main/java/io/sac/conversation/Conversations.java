package io.sac.conversation;

import io.sac.access.Access;
import io.sac.access.Permission;
import io.sac.access.Principal;
import io.sac.agent.AgentDetails;
import io.sac.agent.AgentDirectory;
import io.sac.platform.Cursor;
import io.sac.problem.InvalidRequestException;
import io.sac.problem.ProblemType;
import io.sac.problem.SacException;
import io.sac.session.SessionDetails;
import io.sac.session.SessionDirectory;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What was said with an agent, for people and from its sidecar. */
@ApplicationScoped
public class Conversations {
    private static final int EXPORT_PAGE = 500;

    private final ConversationRecords records;
    private final AgentDirectory agents;
    private final SessionDirectory sessions;
    private final Access access;

    @SuppressWarnings("NullAway") // for the client proxy
    protected Conversations() {
        this(null, null, null, null);
    }

    @Inject
    public Conversations(ConversationRecords records, AgentDirectory agents, SessionDirectory sessions, Access access) {
        this.records = records;
        this.agents = agents;
        this.sessions = sessions;
        this.access = access;
    }

    /** Takes in entries from the agent's sidecar, for one of this agent's own sessions. */
    public EntriesAccepted append(long agentId, NewEntries batch) {
        for (NewEntry entry : batch.entries()) {
            if (!entry.content().isArray()) {
                throw new InvalidRequestException("entries.content", "The content of an entry is an array of blocks.");
            }
            int year = entry.at().atOffset(ZoneOffset.UTC).getYear();
            if (year < 1 || year > 9999) {
                throw new InvalidRequestException("entries.at", "The time of an entry is in the years 1 to 9999.");
            }
        }
        SessionDetails session = sessions.find(batch.sessionId())
                .filter(found -> found.agentId() == agentId)
                .orElseThrow(
                        () -> new SacException(ProblemType.SESSION_NOT_FOUND, "The agent has no session of this id."));
        return records.append(agentId, session.ownerId(), clean(batch));
    }

    /**
     * A page of entries, oldest first.
     *
     * @param cursor where to go on; wins over {@code at}
     * @param at where to begin: with newer, the first entry is from this time or later; otherwise the last is older
     */
    public EntryPage entries(
            Principal principal,
            EntryFilter filter,
            @Nullable String cursor,
            @Nullable Instant at,
            boolean newer,
            int limit) {
        require(principal, filter.agentId());
        List<PositionedEntry> found = records.entries(filter, start(cursor, at), newer, limit + 1);
        boolean more = found.size() > limit;
        var shown = new ArrayList<>(more ? found.subList(0, limit) : found);
        String next = more ? Cursor.write(shown.getLast().position()) : null;
        if (!newer) {
            Collections.reverse(shown);
        }
        String newest = shown.isEmpty() ? cursor : Cursor.write(shown.getLast().position());
        return new EntryPage(shown.stream().map(PositionedEntry::entry).toList(), shown.size(), more, next, newest);
    }

    /** One entry with its raw line, for a link to it. */
    public ConversationEntry entry(Principal principal, long agentId, String entryId) {
        require(principal, agentId);
        return records.find(agentId, entryId)
                .orElseThrow(() -> new SacException(
                        ProblemType.CONVERSATION_NOT_FOUND, "There is no such message with this agent."));
    }

    /** The conversations of an agent, the latest first. */
    public ConversationPage conversations(Principal principal, long agentId, @Nullable String cursor, int limit) {
        require(principal, agentId);
        var after = cursor == null ? null : Cursor.read(cursor, ConversationRepository.ConversationPosition.class);
        List<Conversation> found = records.conversations(agentId, after, limit + 1);
        if (found.size() <= limit) {
            return new ConversationPage(found, null);
        }
        Conversation last = found.get(limit - 1);
        return new ConversationPage(
                found.subList(0, limit),
                Cursor.write(new ConversationRepository.ConversationPosition(last.lastAt(), last.conversationId())));
    }

    /** Hands every entry to the receiver, oldest first, without holding them all. */
    public void export(Principal principal, EntryFilter filter, Consumer<ConversationEntry> receiver) {
        require(principal, filter.agentId());
        EntryPosition from = null;
        List<PositionedEntry> page;
        do {
            page = records.entries(filter, from, true, EXPORT_PAGE);
            page.forEach(each -> receiver.accept(each.entry()));
            from = page.isEmpty() ? null : page.getLast().position();
        } while (page.size() == EXPORT_PAGE);
    }

    /** The agent, if this principal may read what was said with it. */
    public AgentDetails require(Principal principal, long agentId) {
        return access.require(principal, Permission.VIEW, agents.find(agentId), ProblemType.AGENT_NOT_FOUND);
    }

    private static @Nullable EntryPosition start(@Nullable String cursor, @Nullable Instant at) {
        if (cursor != null) {
            return Cursor.read(cursor, EntryPosition.class);
        }
        return at == null ? null : new EntryPosition(at, -1);
    }

    private static NewEntries clean(NewEntries batch) {
        return new NewEntries(
                batch.sessionId(),
                EntryText.clean(batch.conversationId()),
                batch.entries().stream().map(Conversations::clean).toList());
    }

    private static NewEntry clean(NewEntry entry) {
        return new NewEntry(
                EntryText.clean(entry.entryId()),
                entry.parentId() == null ? null : EntryText.clean(entry.parentId()),
                entry.at(),
                entry.role(),
                entry.kind() == null ? null : EntryText.clean(entry.kind()),
                entry.content(),
                entry.usage(),
                entry.model() == null ? null : EntryText.clean(entry.model()),
                entry.raw());
    }
}
