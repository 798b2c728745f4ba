package io.sac.output;

import io.sac.objectstore.ObjectKey;
import java.time.Instant;

/** A file as the database holds it. */
public record OutputRow(
        long id,
        long agentId,
        OutputPath path,
        ObjectKey key,
        long size,
        String sha256,
        String contentType,
        long revision,
        Instant modifiedAt,
        Instant createdAt,
        Instant changedAt) {

    /** What others may see of it. */
    public OutputFile toFile() {
        return new OutputFile(
                agentId,
                path.name(),
                path.value(),
                size,
                false,
                contentType,
                sha256,
                revision,
                modifiedAt,
                createdAt,
                changedAt);
    }
}
