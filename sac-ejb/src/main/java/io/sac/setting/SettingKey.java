package io.sac.setting;

import io.sac.problem.InvalidRequestException;
import io.sac.problem.ProblemType;
import io.sac.problem.SacException;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Every setting there is: what it means, which values fit, what holds without one, and whether users may differ. */
public enum SettingKey {
    REGISTRATION_MODE(
            "Who may register: everybody, the invited, or nobody", choice("closed", "open", "invite", "closed"), false),
    MAX_AGENTS_PER_USER("How many agents a user may have", integer(3, 0, 1000), true),
    SESSIONS_PER_AGENT("How many sessions an agent may have at once", integer(8, 1, 50), true),
    ALLOW_PRIVATE_ADDRESSES("Whether SAC may call model providers at private and local addresses", bool(false), false),
    MODEL_TRAFFIC_THROUGH_SAC("Whether agents reach their model providers through this server", bool(false), false),
    EVENT_RETENTION_DAYS("For how many days events can be replayed", integer(7, 1, 90), false),
    OUTPUT_MEGABYTES_PER_AGENT("How much output an agent may keep, in MiB", integer(10_240, 1, 10_000_000), true),
    OUTPUT_FILES_PER_AGENT("How many output files an agent may keep", integer(100_000, 1, 10_000_000), true),
    OUTPUT_FILE_MEGABYTES("How large one output file may be, in MiB", integer(1024, 1, 1_000_000), true),
    UPLOAD_MEGABYTES(
            "How large one file may be that is uploaded into a workspace, in MiB", integer(1024, 1, 1_000_000), true),
    CONVERSATION_RETENTION_DAYS(
            "For how many days conversations are kept; 0 means for ever", integer(0, 0, 36_500), false);

    private final String description;
    private final Kind kind;
    private final boolean perUser;

    SettingKey(String description, Kind kind, boolean perUser) {
        this.description = description;
        this.kind = kind;
        this.perUser = perUser;
    }

    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The setting of this name. */
    public static SettingKey of(String key) {
        return Arrays.stream(values())
                .filter(setting -> setting.key().equals(key))
                .findFirst()
                .orElseThrow(() -> new SacException(ProblemType.SETTING_NOT_FOUND, "There is no such setting."));
    }

    public String description() {
        return description;
    }

    public boolean isPerUser() {
        return perUser;
    }

    public Object defaultValue() {
        return kind.defaultValue();
    }

    Kind kind() {
        return kind;
    }

    /** The stored text of a value from JSON, or a refusal that says what fits. */
    String accept(Object value) {
        return kind.accept(value);
    }

    /** The value of a stored text; a text that no longer fits counts as the default. */
    Object read(@Nullable String stored) {
        return stored == null ? kind.defaultValue() : kind.read(stored);
    }

    private static Kind choice(String defaultValue, String... choices) {
        return new Kind("choice", defaultValue, List.of(choices), null, null);
    }

    private static Kind integer(long defaultValue, long minimum, long maximum) {
        return new Kind("integer", defaultValue, null, minimum, maximum);
    }

    private static Kind bool(boolean defaultValue) {
        return new Kind("boolean", defaultValue, null, null, null);
    }

    /** A type with its bounds. */
    record Kind(
            String type,
            Object defaultValue,
            @Nullable List<String> choices,
            @Nullable Long minimum,
            @Nullable Long maximum) {

        String accept(Object value) {
            switch (type) {
                case "boolean" -> require(value instanceof Boolean, "Say true or false.");
                case "integer" ->
                    require(
                            (value instanceof Integer || value instanceof Long)
                                    && inBounds(((Number) value).longValue()),
                            "Use a whole number from " + minimum + " to " + maximum + ".");
                case "choice" ->
                    require(
                            value instanceof String && choices != null && choices.contains(value),
                            "Use one of " + String.join(", ", choices == null ? List.of() : choices) + ".");
                case "duration" -> require(isDuration(value), "Use a duration such as PT30M.");
                default -> require(value instanceof String text && text.length() <= 10_000, "Use a text.");
            }
            return value.toString();
        }

        Object read(String stored) {
            Object value = switch (type) {
                case "boolean" -> Boolean.valueOf(stored);
                case "integer" -> stored.matches("-?\\d{1,18}") ? Long.valueOf(stored) : defaultValue;
                default -> stored;
            };
            try {
                accept(value);
                return value;
            } catch (InvalidRequestException e) {
                return defaultValue;
            }
        }

        private boolean inBounds(long number) {
            return (minimum == null || number >= minimum) && (maximum == null || number <= maximum);
        }

        private static boolean isDuration(Object value) {
            try {
                return value instanceof String text && !Duration.parse(text).isNegative();
            } catch (DateTimeException e) {
                return false;
            }
        }

        private static void require(boolean fits, String message) {
            if (!fits) {
                throw new InvalidRequestException("value", message);
            }
        }
    }
}
