package io.sac.conversation.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import io.sac.conversation.EntryFilter;
import io.sac.conversation.EntryRole;
import io.sac.conversation.NewEntries;
import io.sac.conversation.NewEntry;
import io.sac.platform.Json;
import io.sac.platform.persistence.TestSql;
import io.sac.testing.DatabaseExtension;
import io.sac.testing.TestDatabase;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The history in native range partitions. */
@ExtendWith(DatabaseExtension.class)
class SqlConversationRepositoryIT implements ConversationRepositoryContract {
    private final TestSql sql;

    SqlConversationRepositoryIT(TestDatabase database) {
        sql = new TestSql(database::connect);
    }

    @Override
    public TestSql sql() {
        return sql;
    }

    @Override
    public int partitions() {
        return sql.list(
                        row -> row.getInt(1),
                        "select count(distinct tableoid) from conversation_entry "
                                + "where tableoid <> 'conversation_entry_default'::regclass")
                .getFirst();
    }

    @Test
    void createPartitionsShouldTakeOverWhatTheDefaultPartitionHolds() {
        long agent = sql.newAgent();
        Instant later = NOW.atOffset(ZoneOffset.UTC).plusMonths(30).toInstant();
        var entry = new NewEntry(
                "1", null, later, EntryRole.USER, null, Json.mapper().createArrayNode(), null, null, null);
        testee().append(agent, new NewEntries(SESSION, "c", List.of(entry)), NOW);
        assertThat(testee().createPartitions(later)).isEqualTo(3);
        assertThat(testee().createPartitions(later)).isZero();
        assertThat(testee().entries(EntryFilter.of(agent, null, null, null), null, true, 10))
                .hasSize(1);
        assertThat(sql.list(
                        row -> row.getString(1),
                        "select tableoid::regclass::text from conversation_entry where agent_id = ?",
                        agent))
                .noneMatch(name -> name.endsWith("default"));
    }

    @Test
    void queriesForOneAgentShouldUseTheIndex() {
        List<String> plan = sql.with(connection -> {
            try (var statement = connection.createStatement()) {
                statement.execute("set enable_seqscan = off");
                var rows = statement.executeQuery("explain select * from conversation_entry "
                        + "where agent_id = 1 order by at desc, seq desc limit 50");
                var lines = new ArrayList<String>();
                while (rows.next()) {
                    lines.add(rows.getString(1));
                }
                return lines;
            }
        });
        assertThat(String.join("\n", plan)).contains("Index Scan").doesNotContain("Sort  (", "Seq Scan");
    }
}
