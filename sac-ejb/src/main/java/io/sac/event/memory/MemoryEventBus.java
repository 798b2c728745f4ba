package io.sac.event.memory;

import io.sac.event.EventBus;
import io.sac.platform.Adapter;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** For a single server: a hint is a method call. */
@ApplicationScoped
@Adapter("memory")
public class MemoryEventBus implements EventBus {
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();

    @Override
    public void hint(Collection<Long> streams) {
        for (Listener listener : listeners) {
            streams.forEach(listener::hinted);
        }
    }

    @Override
    public Subscription listen(Listener listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    @Override
    public boolean connected() {
        return true;
    }
}
