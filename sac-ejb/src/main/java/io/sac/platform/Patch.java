package io.sac.platform;

import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One field of a PUT: absent leaves the stored value as it is, {@code null} clears it, anything else replaces it. As a
 * component of a request record it is never null itself.
 */
public final class Patch<T> {
    private static final Patch<?> ABSENT = new Patch<>(false, null);

    private final boolean present;
    private final @Nullable T value;

    private Patch(boolean present, @Nullable T value) {
        this.present = present;
        this.value = value;
    }

    @SuppressWarnings("unchecked")
    public static <T> Patch<T> absent() {
        return (Patch<T>) ABSENT;
    }

    public static <T> Patch<T> of(@Nullable T value) {
        return new Patch<>(true, value);
    }

    /** Whether the request names the field at all. */
    public boolean isPresent() {
        return present;
    }

    public boolean clears() {
        return present && value == null;
    }

    /** The new value, empty both when absent and when cleared. */
    public Optional<T> value() {
        return Optional.ofNullable(value);
    }

    /** What the field is afterwards. */
    public @Nullable T over(@Nullable T stored) {
        return present ? value : stored;
    }

    /** Calls the consumer with the new value, or with null to clear; not at all when absent. */
    public void apply(Consumer<@Nullable T> change) {
        if (present) {
            change.accept(value);
        }
    }

    @Override
    public String toString() {
        return present ? "Patch[…]" : "Patch[absent]";
    }
}
