package io.sac.output;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The memory of a deletion.
 *
 * @param revision of the sidecar's deletion; absent when a person deleted
 * @param pending whether the sandbox has still to delete as well
 */
public record Tombstone(String path, @Nullable Long revision, boolean pending, Instant createdAt) {

    /** Whether this deletion came after the upload, which therefore must not bring the file back. */
    public boolean outlives(OutputUpload upload) {
        if (revision != null && revision > upload.revision()) {
            return true;
        }
        return pending && !upload.modifiedAt().isAfter(createdAt);
    }
}
