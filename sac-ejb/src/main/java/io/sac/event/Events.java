package io.sac.event;

import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.databind.json.JsonMapper;

/**
 * Where a feature says what it has changed for a user. Events are gathered and written last in the transaction, under
 * the lock of each stream's counter and in ascending order of users, so that their numbers commit in order and no two
 * transactions wait for each other in a circle. The bus is told after the commit.
 */
@ApplicationScoped
public class Events {
    @Resource(lookup = "java:comp/TransactionSynchronizationRegistry")
    TransactionSynchronizationRegistry transactions;

    private final EventStore store;
    private final EventBus bus;
    private final JsonMapper json;
    private final Clock clock;

    @Inject
    @SuppressWarnings("NullAway.Init") // transactions comes from the container
    public Events(EventStore store, EventBus bus, JsonMapper json, Clock clock) {
        this.store = store;
        this.bus = bus;
        this.json = json;
        this.clock = clock;
    }

    @SuppressWarnings("NullAway") // the proxy of an application scoped bean wants it
    protected Events() {
        this(null, null, null, null);
    }

    /** Tells one user; must be called inside the transaction of the change. */
    public void publish(long userId, NewEvent event) {
        if (userId <= Event.EVERYBODY) {
            throw new IllegalArgumentException("no such user: " + userId);
        }
        gather(userId, event);
    }

    /** Tells everybody; must be called inside the transaction of the change. */
    public void publishToAll(NewEvent event) {
        gather(Event.EVERYBODY, event);
    }

    private void gather(long stream, NewEvent event) {
        if (transactions.getTransactionKey() == null) {
            throw new IllegalStateException("an event belongs to the transaction of its change: " + event.type());
        }
        Gathered gathered = (Gathered) transactions.getResource(Gathered.class);
        if (gathered == null) {
            gathered = new Gathered();
            transactions.putResource(Gathered.class, gathered);
            transactions.registerInterposedSynchronization(gathered);
        }
        Instant now = clock.instant();
        gathered.add(
                stream,
                new EventStore.Draft(
                        event.type(), event.agentId(), event.sessionId(), now, json.writeValueAsString(event.data())));
    }

    /** The events of one transaction. */
    private final class Gathered implements Synchronization {
        private final SortedMap<Long, List<EventStore.Draft>> drafts = new TreeMap<>();

        void add(long stream, EventStore.Draft draft) {
            drafts.computeIfAbsent(stream, key -> new ArrayList<>()).add(draft);
        }

        @Override
        public void beforeCompletion() {
            drafts.forEach(store::append);
        }

        @Override
        public void afterCompletion(int status) {
            if (status == Status.STATUS_COMMITTED) {
                bus.hint(drafts.keySet());
            }
        }
    }
}
