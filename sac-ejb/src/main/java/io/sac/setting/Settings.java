package io.sac.setting;

import io.sac.access.Change;
import io.sac.access.Principal;
import io.sac.problem.InvalidRequestException;
import io.sac.problem.ProblemType;
import io.sac.problem.SacException;
import io.sac.setting.SettingValues.Stored;
import jakarta.ejb.Stateless;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads settings, the user's own before the system's before the default, and lets administrators change them. */
@Stateless
public class Settings {
    private final SettingValues values;
    private final Event<SettingChanged> changed;
    private final Event<Change> changes;
    private final Clock clock;

    @Inject
    public Settings(SettingValues values, Event<SettingChanged> changed, Event<Change> changes, Clock clock) {
        this.values = values;
        this.changed = changed;
        this.changes = changes;
        this.clock = clock;
    }

    @SuppressWarnings("NullAway") // Liberty wants a public no-arg constructor on session beans: CNTR5007E
    public Settings() {
        this(null, null, null, null);
    }

    public String text(SettingKey key) {
        return (String) key.read(values.system(key.key()).orElse(null));
    }

    public boolean flag(SettingKey key) {
        return (Boolean) key.read(values.system(key.key()).orElse(null));
    }

    public int number(SettingKey key) {
        return ((Number) key.read(values.system(key.key()).orElse(null))).intValue();
    }

    /** A user's number: their own, else the system's, else the default. */
    public int number(SettingKey key, long userId) {
        String own = key.isPerUser() ? values.user(userId, key.key()).orElse(null) : null;
        return own == null ? number(key) : ((Number) key.read(own)).intValue();
    }

    public List<SettingDetails> list() {
        Map<String, Stored> stored = values.allSystem();
        return Arrays.stream(SettingKey.values())
                .map(key -> details(key, key.defaultValue(), stored.get(key.key())))
                .toList();
    }

    public SettingDetails put(Principal by, SettingKey key, Object value) {
        String text = key.accept(value);
        values.putSystem(key.key(), text, by.userId(), clock.instant());
        changed.fire(new SettingChanged(key.key(), key.read(text), null));
        changes.fire(new Change(by, "setting.changed", "setting/" + key.key()));
        return details(key, key.defaultValue(), new Stored(text, clock.instant()));
    }

    public void reset(Principal by, SettingKey key) {
        if (values.removeSystem(key.key())) {
            changed.fire(new SettingChanged(key.key(), key.defaultValue(), null));
            changes.fire(new Change(by, "setting.reset", "setting/" + key.key()));
        }
    }

    /** What may differ for a user, each with the value that holds for them. */
    public List<SettingDetails> listOf(long userId) {
        Map<String, Stored> own = values.allUser(userId);
        Map<String, Stored> system = values.allSystem();
        return Arrays.stream(SettingKey.values())
                .filter(SettingKey::isPerUser)
                .map(key -> details(key, read(key, system.get(key.key())), own.get(key.key())))
                .toList();
    }

    public SettingDetails putFor(Principal by, long userId, SettingKey key, Object value) {
        if (!key.isPerUser()) {
            throw new InvalidRequestException("key", "This setting is the same for everybody.");
        }
        String text = key.accept(value);
        values.putUser(userId, key.key(), text, by.userId(), clock.instant());
        changed.fire(new SettingChanged(key.key(), key.read(text), userId));
        changes.fire(new Change(by, "setting.changed", "user/" + userId + "/setting/" + key.key()));
        return details(key, read(key, values.allSystem().get(key.key())), new Stored(text, clock.instant()));
    }

    public void resetFor(Principal by, long userId, SettingKey key) {
        if (!values.removeUser(userId, key.key())) {
            throw new SacException(ProblemType.SETTING_NOT_FOUND, "This user has no own value for it.");
        }
        changed.fire(
                new SettingChanged(key.key(), key.read(values.system(key.key()).orElse(null)), userId));
        changes.fire(new Change(by, "setting.reset", "user/" + userId + "/setting/" + key.key()));
    }

    private static Object read(SettingKey key, @Nullable Stored stored) {
        return key.read(stored == null ? null : stored.value());
    }

    private static SettingDetails details(SettingKey key, Object without, @Nullable Stored stored) {
        return new SettingDetails(
                key.key(),
                stored == null ? without : key.read(stored.value()),
                without,
                stored != null,
                key.description(),
                key.kind().type(),
                key.kind().choices(),
                key.kind().minimum(),
                key.kind().maximum(),
                key.isPerUser(),
                stored == null ? null : stored.updatedAt());
    }
}
