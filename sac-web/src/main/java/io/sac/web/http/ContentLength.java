package io.sac.web.http;

import io.sac.problem.InvalidRequestException;
import org.jspecify.annotations.Nullable;

/** The size that an upload says first. */
public final class ContentLength {
    private ContentLength() {}

    public static long of(@Nullable String header) {
        if (header == null || !header.matches("\\d{1,18}")) {
            throw new InvalidRequestException("Content-Length", "An upload says its size first.");
        }
        return Long.parseLong(header);
    }
}
