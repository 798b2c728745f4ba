package io.sac.output;

import io.sac.objectstore.ObjectKey;
import io.sac.objectstore.StoredContent;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The rows of output files, their usage and their tombstones. Whoever writes locks the agent's usage first. */
public interface OutputRepository {

    /** Locks the agent's output until the transaction ends, and tells how much there is; empty if there is no agent. */
    Optional<OutputUsage> lock(long agentId);

    /** How much there is, without a lock. */
    OutputUsage usage(long agentId);

    Optional<OutputRow> find(long agentId, OutputPath path);

    /** Writes the row of a file, new or in place of the one before, and the usage. */
    OutputRow save(long agentId, OutputUpload upload, ObjectKey key, StoredContent content, String type, Instant now);

    /** Notes a newer revision of a file whose content is the same. */
    void touch(long rowId, long revision, Instant modifiedAt);

    /**
     * Removes a file, or all files of a folder, that are not newer than the revision; returns how many rows went.
     *
     * @param revision null: whatever their revision is
     */
    int delete(long agentId, OutputPath path, @Nullable Long revision);

    /** The tombstones of this path and of the folders around it. */
    List<Tombstone> tombstones(long agentId, OutputPath path);

    /** Writes a tombstone in place of an older one of the same path. */
    void bury(long agentId, OutputPath path, @Nullable Long revision, boolean pending, Instant now);

    /** Forgets the tombstone of this path. */
    void exhume(long agentId, OutputPath path);

    /** The paths that the sandbox has still to delete, the oldest first. */
    List<String> pendingTombstones(long agentId, int limit);

    /** Forgets settled tombstones older than this. */
    int removeTombstones(Instant settledBefore, int limit);

    /** One level of a folder, folders first, then by name; a folder's entry sums up what is in it. */
    List<OutputFile> level(long agentId, OutputPath folder, @Nullable LevelPosition after, int limit);

    /** The position of an entry in its level. */
    record LevelPosition(boolean directory, String name) {}

    /** All files of a folder and below, by path. */
    List<OutputRow> beneath(long agentId, OutputPath folder, @Nullable String after, int limit);

    /** Files in all folders, the latest change first. */
    List<OutputRow> recent(long agentId, @Nullable RecentPosition after, int limit);

    /** The position of a file in the feed. */
    record RecentPosition(Instant changedAt, long id) {}

    /** The files whose objects have these keys. */
    List<OutputRow> withKeys(List<ObjectKey> keys);
}
