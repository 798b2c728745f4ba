package io.sac.objectstore;

import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the bytes of files under opaque keys. Every call may go over a network, so none is made inside a database
 * transaction. A store that cannot be reached or has no room left answers with a
 * {@link io.sac.problem.SacException} of the type {@code storage-unavailable} or {@code storage-full}.
 */
public interface ObjectStore {

    /**
     * Takes in an object of a known size. The object is there as a whole or not at all, and once this returns it
     * survives a crash.
     *
     * @param content read to its end, not closed
     * @throws IOException if the content could not be read, or is shorter or longer than it said
     */
    StoredContent put(ObjectKey key, long size, InputStream content) throws IOException;

    /** Opens a whole object; empty if there is none. The caller closes the stream. */
    Optional<InputStream> open(ObjectKey key);

    /**
     * Opens a part of an object; empty if there is no such object.
     *
     * @param offset of the first byte, less than the object's size
     * @param length of the part, at least 1; a part that reaches past the end is cut there
     */
    Optional<InputStream> open(ObjectKey key, long offset, long length);

    /** The size of an object; empty if there is none. */
    OptionalLong size(ObjectKey key);

    /** Removes an object. That it is already gone is no error. */
    void delete(ObjectKey key);

    /**
     * Lists objects in the order of their keys, for the sweep that looks for what nobody remembers.
     *
     * @param after the last key of the page before, or null for the first page
     */
    List<ListedObject> list(@Nullable ObjectKey after, int limit);

    /** Removes what uploads that began before this time and never ended have left; returns how many there were. */
    int removeUnfinished(Instant startedBefore);

    /** Returns if objects can be read and written; otherwise throws the problem that says why not. */
    void checkHealth();
}
