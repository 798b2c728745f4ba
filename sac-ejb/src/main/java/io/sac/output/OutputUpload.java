package io.sac.output;

import java.time.Instant;

/** A file that a sidecar sends: its place, size and time, and the sidecar's count of changes. */
public record OutputUpload(OutputPath path, long size, Instant modifiedAt, long revision) {}
