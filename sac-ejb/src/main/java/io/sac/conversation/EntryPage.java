package io.sac.conversation;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of entries, oldest first whichever way it was asked for.
 *
 * @param nextCursor goes on in the direction that was asked for; absent when there is nothing more
 * @param newerCursor asks from this page's newest entry on with {@code direction=newer}, now or when more was said
 */
public record EntryPage(
        List<ConversationEntry> conversations,
        int count,
        boolean hasMore,
        @Nullable String nextCursor,
        @Nullable String newerCursor) {}
