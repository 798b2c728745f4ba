package io.sac.event.memory;

import io.sac.event.EventBus;
import io.sac.event.EventBusContract;

class MemoryEventBusTest implements EventBusContract {
    private final MemoryEventBus bus = new MemoryEventBus();

    @Override
    public EventBus testee() {
        return bus;
    }
}
