package io.sac.output;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A page of an agent's output: of one folder's level, or of the feed. */
public record OutputPage(
        long agentId,
        String path,
        List<OutputFile> files,
        @Nullable String nextCursor) {}
