package io.sac.platform;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/** Whether the server has its keys; without them nobody can sign in and no secret can be read. */
@ApplicationScoped
public class KeysProbe implements HealthProbe {
    private final KeySource source;

    @Inject
    public KeysProbe(KeySource source) {
        this.source = source;
    }

    @SuppressWarnings("NullAway") // for the client proxy
    protected KeysProbe() {
        this(null);
    }

    @Override
    public String name() {
        return "keys";
    }

    @Override
    public Result check() {
        try {
            source.load();
            return Result.well();
        } catch (RuntimeException e) {
            return Result.refused(
                    "SAC cannot read its keys: set SAC_KEYS_FILE to a readable file, SAC_KEYS or JWT_SECRET, "
                            + "with current=<id> and <id>=<base64 of 32 bytes>.");
        }
    }
}
