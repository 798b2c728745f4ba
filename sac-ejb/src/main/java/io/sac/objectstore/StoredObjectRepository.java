package io.sac.objectstore;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The ledger of keys: an object is an intent before its bytes are sent, stored after, doomed when nobody needs it. */
public interface StoredObjectRepository {

    /** Notes that an object of this key is about to be sent. */
    void intend(ObjectKey key, Instant now);

    /** Notes that the object is there; false if its intent is gone, because it took so long that a sweep removed it. */
    boolean confirm(ObjectKey key, Instant now);

    /** Gives an intent up; the sweep removes what was sent. An object that was confirmed meanwhile stays. */
    void giveUp(ObjectKey key, Instant now);

    /** Gives up the intents noted before this time. */
    int doomIntents(Instant before, Instant now, int limit);

    /** Takes doomed objects into work, so that for a while no other replica takes them too. */
    List<ObjectKey> claimDoomed(Instant doomedBefore, Instant now, int limit);

    /** Forgets doomed objects whose bytes are gone. */
    void forget(Collection<ObjectKey> keys);

    /** Which of these keys the ledger knows. */
    Set<ObjectKey> known(Collection<ObjectKey> keys);

    /** Keys of stored objects in order, a page at a time. */
    List<ObjectKey> stored(@Nullable ObjectKey after, int limit);
}
