package io.sac.objectstore;

import java.util.UUID;
import java.util.regex.Pattern;

/** The name of one object in the store. It is random and says nothing about what the object holds. */
public record ObjectKey(String value) implements Comparable<ObjectKey> {
    private static final Pattern VALID = Pattern.compile("[0-9a-f]{32}");

    public ObjectKey {
        if (!VALID.matcher(value).matches()) {
            throw new IllegalArgumentException("An object key is 32 hexadecimal digits.");
        }
    }

    /** The key made of a random id. */
    public static ObjectKey of(UUID id) {
        return new ObjectKey(id.toString().replace("-", ""));
    }

    /** Whether a name found in the store can be a key. */
    public static boolean isValid(String name) {
        return VALID.matcher(name).matches();
    }

    @Override
    public int compareTo(ObjectKey other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
