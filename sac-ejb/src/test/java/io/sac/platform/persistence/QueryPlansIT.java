package io.sac.platform.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import io.sac.account.persistence.JpaLoginSessions;
import io.sac.account.persistence.JpaUsers;
import io.sac.account.persistence.PostgresRateLimits;
import io.sac.account.persistence.PostgresTicketStore;
import io.sac.agent.persistence.JpaAgentRepository;
import io.sac.conversation.ConversationRepository.ConversationPosition;
import io.sac.conversation.EntryFilter;
import io.sac.conversation.EntryPosition;
import io.sac.conversation.persistence.SqlConversationRepository;
import io.sac.event.persistence.PostgresEventStore;
import io.sac.objectstore.ObjectKey;
import io.sac.objectstore.persistence.SqlStoredObjectRepository;
import io.sac.output.OutputPath;
import io.sac.output.OutputRepository;
import io.sac.output.persistence.SqlOutputRepository;
import io.sac.prompt.persistence.JpaPromptRepository;
import io.sac.session.SessionRepository;
import io.sac.session.persistence.JpaSessionRepository;
import io.sac.testing.DatabaseExtension;
import io.sac.testing.TestDatabase;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.Persistence;
import java.lang.reflect.Field;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** No list and no sweep reads a whole table that grows, and a page of things takes as many statements as one. */
@ExtendWith(DatabaseExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class QueryPlansIT {
    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
    private static final Pattern SCAN = Pattern.compile("Seq Scan on (\\w+)");
    private static final UUID ID = UUID.fromString("6d0f1f0e-5c53-4d4e-8a0c-0f6f0a4f1a11");
    private static final ObjectKey KEY = ObjectKey.of(ID);

    private final TestDatabase database;
    private final RecordedStatements recorded = new RecordedStatements();
    private final DataSource source;
    private final EntityManagerFactory factory;
    private final TestSql sql;
    private EntityManager entities;

    QueryPlansIT(TestDatabase database) {
        this.database = database;
        Map<String, Object> properties = database.persistenceProperties();
        this.source = recorded.watch((DataSource) properties.get("jakarta.persistence.jtaDataSource"));
        properties.put("jakarta.persistence.jtaDataSource", source);
        this.factory = Persistence.createEntityManagerFactory("sac", properties);
        this.sql = new TestSql(source::getConnection);
    }

    @BeforeEach
    void begin() {
        entities = factory.createEntityManager();
        entities.getTransaction().begin();
        recorded.clear();
    }

    @AfterEach
    void end() {
        entities.getTransaction().rollback();
        entities.close();
    }

    @Test
    void accountsShouldBeFoundByIndexes() throws Exception {
        var users = with(new JpaUsers());
        users.findByLogin("ada");
        users.page(0, 50, null);
        users.principal(1, ID, NOW);
        var logins = with(new JpaLoginSessions());
        logins.ofUser(1, NOW);
        logins.alive(Set.of(ID), NOW);
        logins.removeExpired(NOW, 10);
        with(new PostgresTicketStore()).take(new byte[32]);
        with(new PostgresTicketStore()).removeExpired(NOW, 10);
        with(new PostgresRateLimits()).removeExpired(NOW, 10);

        assertThat(scans()).isEmpty();
    }

    @Test
    void agentsSessionsAndPromptsShouldBeFoundByIndexes() throws Exception {
        var agents = with(new JpaAgentRepository());
        agents.list(List.of(1L), 100, 10);
        agents.all(List.of(1L));
        agents.count(1);
        agents.due(NOW, 10);
        agents.readyNotCheckedSince(NOW, 10);
        agents.existing(List.of(1L, 2L));
        agents.dueRemovals(NOW, 10);
        var sessions = with(new JpaSessionRepository());
        sessions.unended(1);
        sessions.unreleased(1, NOW, 10);
        sessions.list(Set.of(1L), null, null, 10);
        sessions.list(Set.of(1L), 1L, new SessionRepository.Place(NOW, ID), 10);
        sessions.agentsToRepair(NOW, NOW, 10);
        var prompts = with(new JpaPromptRepository());
        prompts.findByKey(ID, "key");
        prompts.queued(ID, true, 10);
        prompts.list(ID, null, 10);
        prompts.list(ID, 7L, 10);
        prompts.sessionsWithQueued(NOW, NOW, 10);
        prompts.endedSessionsWithQueued(10);

        assertThat(scans()).isEmpty();
    }

    @Test
    void eventsOutputAndConversationsShouldBeFoundByIndexes() throws Exception {
        var events = with(new PostgresEventStore());
        events.after(1, 5, 100);
        events.bounds(List.of(0L, 1L));
        events.removeBefore(NOW, 100);
        var output = new SqlOutputRepository(sql);
        output.usage(1);
        output.level(1, OutputPath.folder("a"), null, 50);
        output.level(1, OutputPath.folder("a"), new OutputRepository.LevelPosition(false, "x"), 50);
        output.beneath(1, OutputPath.folder("a"), "a/b", 50);
        output.recent(1, null, 50);
        output.recent(1, new OutputRepository.RecentPosition(NOW, 7), 50);
        output.withKeys(List.of(KEY));
        output.tombstones(1, OutputPath.file("a/b"));
        output.pendingTombstones(1, 50);
        output.removeTombstones(NOW, 50);
        var objects = new SqlStoredObjectRepository(sql);
        objects.doomIntents(NOW, NOW, 50);
        objects.claimDoomed(NOW, NOW, 50);
        objects.known(List.of(KEY));
        objects.stored(KEY, 50);
        var conversations = new SqlConversationRepository(sql);
        conversations.entries(EntryFilter.of(1, null, null, null), null, false, 50);
        conversations.entries(EntryFilter.of(1, ID, null, "word"), new EntryPosition(NOW, 1), true, 50);
        conversations.entries(EntryFilter.of(1, null, "c", null), new EntryPosition(NOW, 1), false, 50);
        conversations.find(1, "e");
        conversations.conversations(1, null, 50);
        conversations.conversations(1, new ConversationPosition(NOW, "c"), 50);

        assertThat(scans()).isEmpty();
    }

    @Test
    void pageOfAgentsShouldTakeAsManyStatementsAsOneAgent() {
        long owner = ((Number) entities.createNativeQuery("""
                        insert into app_user (username, username_key, display_name, role, password_hash, created_at, updated_at)
                        values ('many', 'many', 'M', 'user', '-', now(), now()) returning id
                        """).getSingleResult()).longValue();
        int forOne = statementsToList(owner, 1);
        int forMany = statementsToList(owner, 39);

        assertThat(forMany).isEqualTo(forOne);
    }

    private int statementsToList(long owner, int more) {
        for (int i = 0; i < more; i++) {
            entities.createNativeQuery("""
                            with made as (
                                insert into agent (owner_id, name, harness, provider_preset, created_at, updated_at)
                                values (%d, 'a', 'shell', 'demo', now(), now()) returning id)
                            insert into agent_variable (agent_id, position, name, secret, value)
                            select id, 0, 'A', false, 'x' from made
                            """.formatted(owner)).executeUpdate();
        }
        entities.flush();
        entities.clear();
        recorded.clear();
        // What a list shows of agents: their variables too.
        with(new JpaAgentRepository())
                .list(List.of(owner), Long.MAX_VALUE, 100)
                .forEach(agent -> assertThat(agent.profile().variables()).hasSize(1));
        return recorded.all().size();
    }

    /** The statements that read a whole table although they might use an index, each with its plan. */
    private Map<String, String> scans() throws SQLException {
        Map<String, String> scans = new LinkedHashMap<>();
        List<String> statements = recorded.all();
        assertThat(statements).isNotEmpty();
        // The simple protocol sends the text alone: a generic plan has parameters and no values.
        try (Connection connection = DriverManager.getConnection(
                        database.url() + "?preferQueryMode=simple", database.user(), database.password());
                Statement statement = connection.createStatement()) {
            statement.execute("set enable_seqscan = off");
            for (String text : Set.copyOf(statements)) {
                String plan = plan(statement, text);
                if (SCAN.matcher(plan).find()) {
                    scans.put(text, plan);
                }
            }
        }
        return scans;
    }

    private static String plan(Statement statement, String text) throws SQLException {
        Matcher parameter = Pattern.compile("\\?").matcher(text);
        StringBuilder numbered = new StringBuilder();
        for (int n = 1; parameter.find(); n++) {
            parameter.appendReplacement(numbered, "\\$" + n);
        }
        parameter.appendTail(numbered);
        List<String> lines = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery("explain (generic_plan) " + numbered)) {
            while (rows.next()) {
                lines.add(rows.getString(1));
            }
        } catch (SQLException e) {
            throw new SQLException(e.getMessage() + " in " + numbered, e);
        }
        return String.join("\n", lines);
    }

    /** The container injects the entity manager into a field that only its own package sees. */
    private <T> T with(T repository) {
        try {
            Field field = repository.getClass().getDeclaredField("entities");
            field.setAccessible(true);
            field.set(repository, entities);
            return repository;
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }
}
