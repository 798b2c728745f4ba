package io.sac.conversation;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Which entries of an agent are asked for; every word must be in an entry's text, in any case of letters. */
public record EntryFilter(
        long agentId, @Nullable UUID sessionId, @Nullable String conversationId, List<String> words) {
    private static final int MOST_WORDS = 10;

    /** The filter for what a person typed into the search field. */
    public static EntryFilter of(
            long agentId, @Nullable UUID sessionId, @Nullable String conversationId, @Nullable String query) {
        List<String> words = query == null || query.isBlank()
                ? List.of()
                : List.of(query.replace("\0", "").strip().split("\\s+")).stream()
                        .limit(MOST_WORDS)
                        .toList();
        return new EntryFilter(agentId, sessionId, conversationId, words);
    }
}
