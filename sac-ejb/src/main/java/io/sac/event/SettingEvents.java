package io.sac.event;

import io.sac.setting.SettingChanged;
import io.sac.setting.SettingKey;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;

/** Tells users that a limit of theirs has changed. What only administrators may read stays with them. */
@ApplicationScoped
public class SettingEvents {
    private static final String TYPE = "setting.updated";

    private final Events events;

    @Inject
    public SettingEvents(Events events) {
        this.events = events;
    }

    @SuppressWarnings("NullAway") // for the client proxy
    protected SettingEvents() {
        this(null);
    }

    void changed(@Observes SettingChanged change) {
        var event = new NewEvent(TYPE, null, null, new Changed(change.key(), change.value()));
        Long user = change.userId();
        if (user != null) {
            events.publish(user, event);
        } else if (SettingKey.of(change.key()).isPerUser()) {
            events.publishToAll(event);
        }
    }

    /** What REST would say of it. */
    record Changed(String key, Object value) {}
}
