package io.sac.conversation;

import io.sac.setting.SettingKey;
import io.sac.setting.Settings;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Optional;

/** How long conversations are kept. */
@Dependent
public class ConversationSettings {
    private final Settings settings;

    @Inject
    public ConversationSettings(Settings settings) {
        this.settings = settings;
    }

    /** Empty: for ever. */
    public Optional<Duration> retention() {
        return Optional.of(Duration.ofDays(settings.number(SettingKey.CONVERSATION_RETENTION_DAYS)))
                .filter(Duration::isPositive);
    }
}
