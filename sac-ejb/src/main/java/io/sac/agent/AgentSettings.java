package io.sac.agent;

import io.sac.setting.SettingKey;
import io.sac.setting.Settings;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;

/** The limits that administrators set for agents. */
@Dependent
public class AgentSettings {
    private final Settings settings;

    @Inject
    public AgentSettings(Settings settings) {
        this.settings = settings;
    }

    int mostPerUser(long userId) {
        return settings.number(SettingKey.MAX_AGENTS_PER_USER, userId);
    }

    int sessionsPerAgent(long userId) {
        return settings.number(SettingKey.SESSIONS_PER_AGENT, userId);
    }

    boolean privateAddressesAllowed() {
        return settings.flag(SettingKey.ALLOW_PRIVATE_ADDRESSES);
    }
}
