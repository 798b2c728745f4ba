package io.sac.event;

import io.sac.platform.Adapter;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Chooses the bus that the settings name. */
@ApplicationScoped
public class EventBusProducer {
    private static final Logger LOG = LoggerFactory.getLogger(EventBusProducer.class);

    private final Instance<EventBus> adapters;
    private final EventSettings settings;

    @Inject
    public EventBusProducer(@Any Instance<EventBus> adapters, EventSettings settings) {
        this.adapters = adapters;
        this.settings = settings;
    }

    @SuppressWarnings("NullAway") // the proxy of an application scoped bean wants it
    protected EventBusProducer() {
        this(null, null);
    }

    @Produces
    @ApplicationScoped
    EventBus eventBus() {
        LOG.info("event bus: {}", settings.bus());
        return adapters.select(Adapter.Literal.of(settings.bus())).get();
    }
}
