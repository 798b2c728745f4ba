package io.sac.conversation;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The entries of conversations, and one row a conversation. */
public interface ConversationRepository {

    /** Writes entries that are not there yet, in this order, and brings their conversation up to date. */
    EntriesAccepted append(long agentId, NewEntries batch, Instant now);

    /**
     * A page of entries.
     *
     * @param from the position to go on from, not included
     * @param newer towards newer entries, which come oldest first; otherwise the newest come first
     */
    List<PositionedEntry> entries(EntryFilter filter, @Nullable EntryPosition from, boolean newer, int limit);

    /** The latest entry of this id, with its raw line. */
    Optional<ConversationEntry> find(long agentId, String entryId);

    /** Conversations, the latest first. */
    List<Conversation> conversations(long agentId, @Nullable ConversationPosition after, int limit);

    /** The place of a conversation in its agent's list. */
    record ConversationPosition(Instant lastAt, String conversationId) {}

    /** Makes the partitions of this month and the next ones that are missing; returns how many. */
    int createPartitions(Instant now);

    /** Drops the partitions that hold nothing younger than this; returns how many. */
    int dropPartitions(Instant before);

    /** Deletes older entries from the partitions that also hold younger ones; returns how many. */
    int deleteEntries(Instant before, int limit);

    /** Brings up to date the conversations that have lost entries older than this; returns how many. */
    int shortenConversations(Instant before, int limit);
}
