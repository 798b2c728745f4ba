package io.sac.output;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A file or folder in an agent's output, as REST and events show it.
 *
 * @param size in bytes; of a folder, that of all files in it
 * @param revision the sidecar's count of changes, absent for a folder
 * @param modifiedAt when the sandbox's file was last written
 * @param createdAt when SAC first saw a file of this path
 * @param changedAt when SAC took in the present content
 */
public record OutputFile(
        long agentId,
        String name,
        String path,
        long size,
        @JsonProperty("is_directory") boolean directory,
        @Nullable String contentType,
        @Nullable String sha256,
        @Nullable Long revision,
        Instant modifiedAt,
        @Nullable Instant createdAt,
        Instant changedAt) {}
