package io.sac.event.persistence;

import io.sac.event.Event;
import io.sac.event.EventStore;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.hibernate.Session;
import org.jspecify.annotations.Nullable;

/** Plain SQL on the transaction's connection: an insert of many rows and a read by number, with no entity to manage. */
@ApplicationScoped
public class PostgresEventStore implements EventStore {
    private static final String NUMBERS = """
            insert into event_counter as c (stream, last_id) values (?, ?)
            on conflict (stream) do update set last_id = c.last_id + excluded.last_id
            returning last_id
            """;
    private static final String INSERT = """
            insert into user_event (stream, id, type, agent_id, session_id, at, data)
            values (?, ?, ?, ?, ?, ?, cast(? as json))
            """;
    private static final String AFTER = """
            select id, type, agent_id, session_id, at, data from user_event
             where stream = ? and id > ? order by id limit ?
            """;
    private static final String BOUNDS = "select stream, last_id, removed_id from event_counter where stream = any (?)";
    // The counters are locked first and in order, as every writer does, so that sweep and writers cannot deadlock.
    private static final String REMOVE = """
            with old as materialized (
                select stream, id from user_event where at < ? order by at limit ?
            ), counters as materialized (
                select stream from event_counter
                 where stream in (select stream from old) order by stream for update
            ), gone as (
                delete from user_event e using old, counters
                 where e.stream = old.stream and e.id = old.id and counters.stream = e.stream
                returning e.stream, e.id
            ), highest as (
                select stream, max(id) as id, count(*) as removed from gone group by stream
            ), noted as (
                update event_counter c set removed_id = greatest(c.removed_id, highest.id)
                  from highest where c.stream = highest.stream
            )
            select coalesce(sum(removed), 0) from highest
            """;

    @PersistenceContext(unitName = "sac")
    EntityManager entities;

    @Override
    public void append(long stream, List<Draft> events) {
        entities.flush();
        session().doWork(connection -> insert(connection, stream, events));
    }

    @Override
    public List<Event> after(long stream, long id, int limit) {
        return session().doReturningWork(connection -> {
            try (PreparedStatement select = connection.prepareStatement(AFTER)) {
                select.setLong(1, stream);
                select.setLong(2, id);
                select.setInt(3, limit);
                List<Event> events = new ArrayList<>();
                try (ResultSet rows = select.executeQuery()) {
                    while (rows.next()) {
                        events.add(event(stream, rows));
                    }
                }
                return events;
            }
        });
    }

    @Override
    public Map<Long, Bounds> bounds(Collection<Long> streams) {
        return session().doReturningWork(connection -> {
            Map<Long, Bounds> bounds = new HashMap<>();
            streams.forEach(stream -> bounds.put(stream, Bounds.NONE));
            try (PreparedStatement select = connection.prepareStatement(BOUNDS)) {
                select.setArray(1, connection.createArrayOf("bigint", streams.toArray()));
                try (ResultSet rows = select.executeQuery()) {
                    while (rows.next()) {
                        bounds.put(rows.getLong(1), new Bounds(rows.getLong(2), rows.getLong(3)));
                    }
                }
            }
            return bounds;
        });
    }

    @Override
    public int removeBefore(Instant instant, int limit) {
        return session().doReturningWork(connection -> {
            try (PreparedStatement remove = connection.prepareStatement(REMOVE)) {
                remove.setObject(1, at(instant));
                remove.setInt(2, limit);
                try (ResultSet rows = remove.executeQuery()) {
                    rows.next();
                    return rows.getInt(1);
                }
            }
        });
    }

    private static void insert(Connection connection, long stream, List<Draft> events) throws SQLException {
        long id = firstNumber(connection, stream, events.size());
        try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
            for (Draft event : events) {
                insert.setLong(1, stream);
                insert.setLong(2, id++);
                insert.setString(3, event.type());
                insert.setObject(4, event.agentId(), Types.BIGINT);
                insert.setObject(5, event.sessionId(), Types.OTHER);
                insert.setObject(6, at(event.at()));
                insert.setString(7, event.data());
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    private static long firstNumber(Connection connection, long stream, int count) throws SQLException {
        try (PreparedStatement numbers = connection.prepareStatement(NUMBERS)) {
            numbers.setLong(1, stream);
            numbers.setLong(2, count);
            try (ResultSet row = numbers.executeQuery()) {
                row.next();
                return row.getLong(1) - count + 1;
            }
        }
    }

    private static Event event(long stream, ResultSet row) throws SQLException {
        long agent = row.getLong(3);
        @Nullable Long agentId = row.wasNull() ? null : agent;
        return new Event(
                stream,
                row.getLong(1),
                row.getString(2),
                agentId,
                row.getObject(4, UUID.class),
                row.getObject(5, OffsetDateTime.class).toInstant(),
                row.getString(6));
    }

    private static OffsetDateTime at(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    private Session session() {
        return entities.unwrap(Session.class);
    }
}
