package io.sac.conversation.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.sac.conversation.Conversation;
import io.sac.conversation.ConversationEntry;
import io.sac.conversation.ConversationRepository.ConversationPosition;
import io.sac.conversation.EntriesAccepted;
import io.sac.conversation.EntryFilter;
import io.sac.conversation.EntryPosition;
import io.sac.conversation.EntryRole;
import io.sac.conversation.NewEntries;
import io.sac.conversation.NewEntry;
import io.sac.conversation.PositionedEntry;
import io.sac.platform.Json;
import io.sac.platform.persistence.TestSql;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What the history does in native partitions and as a hypertable alike. */
interface ConversationRepositoryContract {
    Instant NOW = Instant.now().truncatedTo(ChronoUnit.MICROS);
    UUID SESSION = UUID.randomUUID();

    TestSql sql();

    /** How many partitions hold entries beside the default one. */
    int partitions();

    default SqlConversationRepository testee() {
        return new SqlConversationRepository(sql());
    }

    private static NewEntry entry(String id, Instant at, String text) {
        var content = Json.mapper().createArrayNode();
        content.addObject().put("type", "text").put("text", text);
        return new NewEntry(id, null, at, EntryRole.USER, "text", content, null, null, null);
    }

    private static NewEntries batch(String conversation, NewEntry... entries) {
        return new NewEntries(SESSION, conversation, Arrays.asList(entries));
    }

    private static EntryFilter all(long agent) {
        return EntryFilter.of(agent, null, null, null);
    }

    private static EntryFilter search(long agent, String query) {
        return EntryFilter.of(agent, null, null, query);
    }

    private List<String> idsOf(EntryFilter filter, @Nullable EntryPosition from, boolean newer, int limit) {
        return testee().entries(filter, from, newer, limit).stream()
                .map(each -> each.entry().entryId())
                .toList();
    }

    @Test
    default void appendShouldBeRepeatable() {
        long agent = sql().newAgent();
        NewEntries batch = batch("c", entry("1", NOW, "hello"), entry("2", NOW.plusMillis(5), "there"));
        assertThat(testee().append(agent, batch, NOW)).isEqualTo(new EntriesAccepted(2, 0));
        assertThat(testee().append(agent, batch, NOW)).isEqualTo(new EntriesAccepted(0, 2));
        NewEntries more = batch("c", entry("2", NOW.plusMillis(5), "there"), entry("3", NOW.plusMillis(9), "more"));
        assertThat(testee().append(agent, more, NOW)).isEqualTo(new EntriesAccepted(1, 1));
        assertThat(idsOf(all(agent), null, true, 10)).containsExactly("1", "2", "3");
        assertThat(testee().conversations(agent, null, 10))
                .containsExactly(new Conversation("c", SESSION, "hello", NOW, NOW.plusMillis(9), 3));
    }

    @Test
    default void sameEntryTwiceInOneBatchShouldBeOne() {
        long agent = sql().newAgent();
        NewEntry twice = entry("1", NOW, "x");
        assertThat(testee().append(agent, batch("c", twice, twice), NOW)).isEqualTo(new EntriesAccepted(1, 1));
    }

    @Test
    default void pagesShouldHaveNoGapsAlsoAmongEntriesOfOneTime() {
        long agent = sql().newAgent();
        var entries = new ArrayList<NewEntry>();
        var ids = new ArrayList<String>();
        for (int i = 0; i < 25; i++) {
            entries.add(entry("z" + (99 - i), NOW.plusMillis(i / 10), "x"));
            ids.add("z" + (99 - i));
        }
        testee().append(agent, batch("c", entries.toArray(NewEntry[]::new)), NOW);
        for (boolean newer : new boolean[] {true, false}) {
            var seen = new ArrayList<String>();
            EntryPosition from = null;
            List<PositionedEntry> page;
            do {
                page = testee().entries(all(agent), from, newer, 4);
                page.forEach(each -> seen.add(each.entry().entryId()));
                from = page.getLast().position();
            } while (page.size() == 4);
            assertThat(seen).containsExactlyElementsOf(newer ? ids : ids.reversed());
        }
    }

    @Test
    default void aTimeShouldBeAPlaceToBeginIn() {
        long agent = sql().newAgent();
        testee().append(
                        agent,
                        batch(
                                "c",
                                entry("1", NOW, "x"),
                                entry("2", NOW.plusSeconds(10), "x"),
                                entry("3", NOW.plusSeconds(20), "x")),
                        NOW);
        var at = new EntryPosition(NOW.plusSeconds(10), -1);
        assertThat(idsOf(all(agent), at, true, 10)).containsExactly("2", "3");
        assertThat(idsOf(all(agent), at, false, 10)).containsExactly("1");
    }

    @Test
    default void searchShouldFindEveryWordInAnyLanguageAndCase() {
        long agent = sql().newAgent();
        testee().append(
                        agent,
                        batch(
                                "c",
                                entry("en", NOW, "Write a Haiku about Rain"),
                                entry(
                                        "zh",
                                        NOW.plusMillis(1),
                                        "\u5199\u4e00\u9996\u5173\u4e8e\u96e8\u7684\u4ff3\u53e5"),
                                entry("pc", NOW.plusMillis(2), "100% sure_thing!")),
                        NOW);
        assertThat(idsOf(search(agent, "rain haiku"), null, true, 10)).containsExactly("en");
        assertThat(idsOf(search(agent, "\u4ff3\u53e5"), null, true, 10)).containsExactly("zh");
        assertThat(idsOf(search(agent, "\u96e8"), null, true, 10)).containsExactly("zh");
        assertThat(idsOf(search(agent, "0% e_t g!"), null, true, 10)).containsExactly("pc");
        assertThat(idsOf(search(agent, "%"), null, true, 10)).containsExactly("pc");
        assertThat(idsOf(search(agent, "haiku sun"), null, true, 10)).isEmpty();
    }

    @Test
    default void filtersShouldNarrowToAConversationOrSession() {
        long agent = sql().newAgent();
        testee().append(agent, batch("c1", entry("1", NOW, "x")), NOW);
        testee().append(agent, batch("c2", entry("2", NOW, "x")), NOW);
        long other = sql().newAgent();
        testee().append(other, batch("c1", entry("1", NOW, "x")), NOW);
        assertThat(idsOf(EntryFilter.of(agent, null, "c2", null), null, true, 10))
                .containsExactly("2");
        assertThat(idsOf(EntryFilter.of(agent, SESSION, null, null), null, true, 10))
                .containsExactly("1", "2");
        assertThat(idsOf(EntryFilter.of(agent, UUID.randomUUID(), null, null), null, true, 10))
                .isEmpty();
        assertThat(idsOf(all(other), null, true, 10)).containsExactly("1");
    }

    @Test
    default void whatPostgresCannotStoreShouldBeMadeStorable() {
        long agent = sql().newAgent();
        String odd = "a\0b \uD83D\uDE00 \uD83D half \uDE00";
        var raw = Json.mapper().createObjectNode().put("k\0", odd).put("n", 1e300);
        var content = Json.mapper().createArrayNode();
        content.addObject().put("type", "text").put("text", odd);
        testee().append(
                        agent,
                        batch("c", new NewEntry("1", "p", NOW, EntryRole.ASSISTANT, null, content, raw, "m", raw)),
                        NOW);
        ConversationEntry stored = testee().find(agent, "1").orElseThrow();
        assertThat(stored.content().get(0).get("text").stringValue())
                .isEqualTo("a\u2400b \uD83D\uDE00 \uFFFD half \uFFFD");
        assertThat(stored.raw()).isNotNull();
        assertThat(stored.raw().get("n").doubleValue()).isEqualTo(1e300);
        assertThat(stored)
                .extracting(ConversationEntry::model, ConversationEntry::parentId)
                .containsExactly("m", "p");
        assertThat(testee().find(agent, "2")).isEmpty();
    }

    @Test
    default void conversationsShouldComeLatestFirstInPages() {
        long agent = sql().newAgent();
        for (int i = 0; i < 5; i++) {
            testee().append(agent, batch("c" + i, entry("e" + i, NOW.plusSeconds(i / 2), "title " + i)), NOW);
        }
        List<Conversation> first = testee().conversations(agent, null, 2);
        Conversation last = first.getLast();
        List<Conversation> rest =
                testee().conversations(agent, new ConversationPosition(last.lastAt(), last.conversationId()), 10);
        assertThat(first).extracting(Conversation::conversationId).containsExactly("c4", "c3");
        assertThat(rest).extracting(Conversation::title).containsExactly("title 2", "title 1", "title 0");
    }

    @Test
    default void noTimeShouldBeRefused() {
        long agent = sql().newAgent();
        testee().append(
                        agent,
                        batch(
                                "c",
                                entry("old", Instant.parse("1970-01-01T00:00:00Z"), "x"),
                                entry(
                                        "future",
                                        NOW.atOffset(ZoneOffset.UTC)
                                                .plusYears(20)
                                                .toInstant(),
                                        "x")),
                        NOW);
        assertThat(idsOf(all(agent), null, true, 10)).containsExactly("old", "future");
    }

    @Test
    default void oldEntriesShouldGoAndTheirConversationsBeShortened() {
        long agent = sql().newAgent();
        Instant old = NOW.atOffset(ZoneOffset.UTC).minusMonths(40).toInstant();
        Instant before = NOW.atOffset(ZoneOffset.UTC).minusMonths(30).toInstant();
        testee().append(agent, batch("gone", entry("1", old, "x")), NOW);
        testee().append(agent, batch("both", entry("2", old, "x"), entry("3", NOW, "x")), NOW);
        int removed = testee().dropPartitions(before) + testee().deleteEntries(before, 1000);
        testee().shortenConversations(before, 1000);
        assertThat(removed).isPositive();
        assertThat(idsOf(all(agent), null, true, 10)).containsExactly("3");
        assertThat(testee().conversations(agent, null, 10))
                .extracting(Conversation::conversationId, Conversation::firstAt, Conversation::count)
                .containsExactly(tuple("both", NOW, 1L));
    }

    @Test
    default void deletionOfAnAgentShouldTakeItsHistory() {
        long agent = sql().newAgent();
        testee().append(agent, batch("c", entry("1", NOW, "x")), NOW);
        sql().update("delete from agent where id = ?", agent);
        assertThat(idsOf(all(agent), null, true, 10)).isEmpty();
        assertThat(testee().conversations(agent, null, 10)).isEmpty();
    }

    @Test
    default void entriesOfTodayShouldHaveAPartition() {
        long agent = sql().newAgent();
        testee().append(agent, batch("c", entry("1", NOW, "x")), NOW);
        assertThat(partitions()).isPositive();
    }
}
