package io.sac.output;

import io.sac.setting.SettingKey;
import io.sac.setting.Settings;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.time.Duration;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** How much output agents may keep, and how long unfinished work is waited for. */
@Dependent
public class OutputSettings {
    private static final long MEGABYTE = 1024 * 1024;

    private final Settings settings;
    private final Duration uploadTimeout;
    private final Duration doomedGrace;
    private final Duration tombstoneMemory;
    private final Duration linkLifetime;

    @Inject
    public OutputSettings(
            Settings settings,
            @ConfigProperty(name = "sac.output.upload-timeout") Duration uploadTimeout,
            @ConfigProperty(name = "sac.output.doomed-grace") Duration doomedGrace,
            @ConfigProperty(name = "sac.output.tombstone-memory") Duration tombstoneMemory,
            @ConfigProperty(name = "sac.output.link-lifetime") Duration linkLifetime) {
        this.settings = settings;
        this.uploadTimeout = uploadTimeout;
        this.doomedGrace = doomedGrace;
        this.tombstoneMemory = tombstoneMemory;
        this.linkLifetime = linkLifetime;
    }

    /** What each agent of this user may keep. */
    public OutputLimits limits(long ownerId) {
        return new OutputLimits(
                settings.number(SettingKey.OUTPUT_MEGABYTES_PER_AGENT, ownerId) * MEGABYTE,
                settings.number(SettingKey.OUTPUT_FILES_PER_AGENT, ownerId),
                settings.number(SettingKey.OUTPUT_FILE_MEGABYTES, ownerId) * MEGABYTE);
    }

    /** An upload that has not ended by then is given up. */
    public Duration uploadTimeout() {
        return uploadTimeout;
    }

    /** For so long the bytes of a replaced file stay, for those who are reading them. */
    public Duration doomedGrace() {
        return doomedGrace;
    }

    /** For so long a deletion keeps older uploads from bringing the file back. */
    public Duration tombstoneMemory() {
        return tombstoneMemory;
    }

    /** How long a signed address is good. */
    public Duration linkLifetime() {
        return linkLifetime;
    }
}
