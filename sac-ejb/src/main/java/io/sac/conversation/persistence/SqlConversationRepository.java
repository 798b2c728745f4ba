package io.sac.conversation.persistence;

import io.sac.conversation.Conversation;
import io.sac.conversation.ConversationEntry;
import io.sac.conversation.ConversationRepository;
import io.sac.conversation.EntriesAccepted;
import io.sac.conversation.EntryFilter;
import io.sac.conversation.EntryPosition;
import io.sac.conversation.EntryRole;
import io.sac.conversation.EntryText;
import io.sac.conversation.NewEntries;
import io.sac.conversation.NewEntry;
import io.sac.conversation.PositionedEntry;
import io.sac.platform.persistence.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Conversations in SQL. */
@ApplicationScoped
public class SqlConversationRepository implements ConversationRepository {
    private static final String COLUMNS =
            "entry_id, agent_id, session_id, conversation_id, parent_id, role, kind, content, model, usage, at, seq";
    private static final int MONTHS_AHEAD = 2;

    private final Sql sql;
    private final JsonMapper json = NewEntries.mapper();

    @SuppressWarnings("NullAway") // for the proxy only
    protected SqlConversationRepository() {
        this(null);
    }

    @Inject
    public SqlConversationRepository(Sql sql) {
        this.sql = sql;
    }

    @Override
    public EntriesAccepted append(long agentId, NewEntries batch, Instant now) {
        // First the agent, as everywhere: its deletion locks in the same order.
        sql.list(row -> row.getLong(1), "select id from agent where id = ? for key share", agentId);
        lockConversation(agentId, batch, now);
        List<NewEntry> accepted = sql.with(connection -> insert(connection, agentId, batch, now));
        if (!accepted.isEmpty()) {
            updateConversation(agentId, batch, accepted);
        } else {
            sql.update(
                    "delete from conversation where agent_id = ? and conversation_id = ? and entry_count = 0",
                    agentId,
                    batch.conversationId());
        }
        return new EntriesAccepted(accepted.size(), batch.entries().size() - accepted.size());
    }

    @Override
    public List<PositionedEntry> entries(EntryFilter filter, @Nullable EntryPosition from, boolean newer, int limit) {
        var query = new StringBuilder("select " + COLUMNS + " from conversation_entry where agent_id = ?");
        var parameters = new ArrayList<@Nullable Object>();
        parameters.add(filter.agentId());
        if (filter.sessionId() != null) {
            query.append(" and session_id = ?");
            parameters.add(filter.sessionId());
        }
        if (filter.conversationId() != null) {
            query.append(" and conversation_id = ?");
            parameters.add(filter.conversationId());
        }
        for (String word : filter.words()) {
            query.append(" and text_content ilike ? escape '!'");
            parameters.add("%" + word.replace("!", "!!").replace("%", "!%").replace("_", "!_") + "%");
        }
        if (from != null) {
            query.append(newer ? " and (at, seq) > (?, ?)" : " and (at, seq) < (?, ?)");
            parameters.add(from.at());
            parameters.add(from.seq());
        }
        query.append(newer ? " order by at, seq limit ?" : " order by at desc, seq desc limit ?");
        parameters.add(limit);
        return sql.list(
                row -> new PositionedEntry(
                        new EntryPosition(Sql.instant(row, "at"), row.getLong("seq")), entry(row, null)),
                query.toString(),
                parameters.toArray());
    }

    @Override
    public Optional<ConversationEntry> find(long agentId, String entryId) {
        return sql.find(
                row -> entry(row, row.getString("raw")),
                "select " + COLUMNS
                        + ", raw from conversation_entry where agent_id = ? and entry_id = ? order by at desc limit 1",
                agentId,
                entryId);
    }

    @Override
    public List<Conversation> conversations(long agentId, @Nullable ConversationPosition after, int limit) {
        String columns = "select conversation_id, session_id, title, first_at, last_at, entry_count from conversation";
        String order = " order by last_at desc, conversation_id desc limit ?";
        if (after == null) {
            return sql.list(
                    SqlConversationRepository::conversation, columns + " where agent_id = ?" + order, agentId, limit);
        }
        return sql.list(
                SqlConversationRepository::conversation,
                columns + " where agent_id = ? and (last_at, conversation_id) < (?, ?)" + order,
                agentId,
                after.lastAt(),
                after.conversationId(),
                limit);
    }

    @Override
    public int createPartitions(Instant now) {
        if (isHypertable()) {
            return 0;
        }
        int created = 0;
        for (int months = 0; months <= MONTHS_AHEAD; months++) {
            Instant month = now.atOffset(ZoneOffset.UTC).plusMonths(months).toInstant();
            created += sql.list(row -> row.getBoolean(1), "select create_conversation_partition(?)", month)
                            .getFirst()
                    ? 1
                    : 0;
        }
        return created;
    }

    @Override
    public int dropPartitions(Instant before) {
        if (isHypertable()) {
            return sql.list(
                            row -> row.getString(1),
                            "select drop_chunks('conversation_entry', older_than => cast(? as timestamptz))",
                            before)
                    .size();
        }
        List<String> old = sql.list(row -> row.getString(1), """
                select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid
                where i.inhparent = 'conversation_entry'::regclass and c.relname ~ '^conversation_entry_[0-9]{4}_[0-9]{2}$'
                  and c.relname < 'conversation_entry_' || to_char(cast(? as timestamptz) at time zone 'UTC', 'YYYY_MM')
                order by c.relname
                """, before);
        sql.with(connection -> {
            try (Statement statement = connection.createStatement()) {
                for (String name : old) {
                    statement.execute("drop table " + name);
                }
                return old;
            }
        });
        return old.size();
    }

    @Override
    public int deleteEntries(Instant before, int limit) {
        return sql.update("""
                delete from conversation_entry where (agent_id, entry_id, at) in (
                    select agent_id, entry_id, at from conversation_entry where at < ? limit ?)
                """, before, limit);
    }

    @Override
    public int shortenConversations(Instant before, int limit) {
        int gone = sql.update("""
                delete from conversation where (agent_id, conversation_id) in (
                    select agent_id, conversation_id from conversation where last_at < ? limit ?)
                """, before, limit);
        int shortened = sql.update("""
                update conversation c
                set first_at = kept.first_at, entry_count = kept.entry_count
                from (
                    select o.agent_id, o.conversation_id, k.first_at, k.entry_count
                    from (select agent_id, conversation_id from conversation
                          where first_at < ? and last_at >= ? limit ?) o
                    cross join lateral (
                        select min(e.at) as first_at, count(*) as entry_count from conversation_entry e
                        where e.agent_id = o.agent_id and e.conversation_id = o.conversation_id and e.at >= ?) k
                    where k.first_at is not null) kept
                where c.agent_id = kept.agent_id and c.conversation_id = kept.conversation_id
                """, before, before, limit, before);
        return gone + shortened;
    }

    /** Batches of one conversation wait for each other here, so that its counts are right. */
    private void lockConversation(long agentId, NewEntries batch, Instant now) {
        sql.update("""
                insert into conversation (agent_id, conversation_id, session_id, first_at, last_at, entry_count)
                values (?, ?, ?, ?, ?, 0)
                on conflict (agent_id, conversation_id) do update set session_id = excluded.session_id
                """, agentId, batch.conversationId(), batch.sessionId(), now, now);
    }

    private List<NewEntry> insert(Connection connection, long agentId, NewEntries batch, Instant now)
            throws SQLException {
        var accepted = new ArrayList<NewEntry>();
        try (PreparedStatement insert = connection.prepareStatement("""
                insert into conversation_entry (agent_id, entry_id, at, session_id, conversation_id, parent_id, role, kind,
                    model, content, usage, raw, text_content, received_at)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, cast(? as jsonb), cast(? as jsonb), cast(? as jsonb), ?, ?)
                on conflict do nothing
                """)) {
            for (NewEntry entry : batch.entries()) {
                bind(insert, agentId, batch, entry, now);
                insert.addBatch();
            }
            int[] counts = insert.executeBatch();
            for (int i = 0; i < counts.length; i++) {
                if (counts[i] > 0) {
                    accepted.add(batch.entries().get(i));
                }
            }
        }
        return accepted;
    }

    private void bind(PreparedStatement insert, long agentId, NewEntries batch, NewEntry entry, Instant now)
            throws SQLException {
        insert.setLong(1, agentId);
        insert.setString(2, entry.entryId());
        insert.setObject(3, atOf(entry).atOffset(ZoneOffset.UTC));
        insert.setObject(4, batch.sessionId());
        insert.setString(5, batch.conversationId());
        insert.setString(6, entry.parentId());
        insert.setString(7, entry.role().wireName());
        insert.setString(8, entry.kind());
        insert.setString(9, entry.model());
        insert.setString(10, EntryText.json(json, entry.content()));
        insert.setString(11, EntryText.json(json, entry.usage()));
        insert.setString(12, EntryText.json(json, entry.raw()));
        insert.setString(13, EntryText.of(entry.content()));
        insert.setObject(14, now.atOffset(ZoneOffset.UTC));
    }

    private void updateConversation(long agentId, NewEntries batch, List<NewEntry> accepted) {
        Instant first = accepted.stream()
                .map(SqlConversationRepository::atOf)
                .min(Instant::compareTo)
                .orElseThrow();
        Instant last = accepted.stream()
                .map(SqlConversationRepository::atOf)
                .max(Instant::compareTo)
                .orElseThrow();
        String title = accepted.stream()
                .flatMap(entry -> EntryText.title(entry).stream())
                .findFirst()
                .orElse(null);
        sql.update("""
                update conversation set title = coalesce(title, ?),
                    first_at = case when entry_count = 0 then ? else least(first_at, ?) end,
                    last_at = case when entry_count = 0 then ? else greatest(last_at, ?) end,
                    entry_count = entry_count + ?
                where agent_id = ? and conversation_id = ?
                """, title, first, first, last, last, accepted.size(), agentId, batch.conversationId());
    }

    /** PostgreSQL's times have microseconds: a repeated entry must be the same to it. */
    private static Instant atOf(NewEntry entry) {
        return entry.at().truncatedTo(ChronoUnit.MICROS);
    }

    private boolean isHypertable() {
        return sql.list(
                        row -> row.getString(1),
                        "select relkind from pg_class where oid = 'conversation_entry'::regclass")
                .getFirst()
                .equals("r");
    }

    private ConversationEntry entry(ResultSet row, @Nullable String raw) throws SQLException {
        return new ConversationEntry(
                row.getString("entry_id"),
                row.getLong("agent_id"),
                row.getObject("session_id", UUID.class),
                row.getString("conversation_id"),
                row.getString("parent_id"),
                EntryRole.of(row.getString("role")),
                row.getString("kind"),
                json.readTree(row.getString("content")),
                row.getString("model"),
                tree(row.getString("usage")),
                tree(raw),
                Sql.instant(row, "at"));
    }

    private @Nullable JsonNode tree(@Nullable String text) {
        return text == null ? null : json.readTree(text);
    }

    private static Conversation conversation(ResultSet row) throws SQLException {
        return new Conversation(
                row.getString("conversation_id"),
                row.getObject("session_id", UUID.class),
                row.getString("title"),
                Sql.instant(row, "first_at"),
                Sql.instant(row, "last_at"),
                row.getLong("entry_count"));
    }
}
