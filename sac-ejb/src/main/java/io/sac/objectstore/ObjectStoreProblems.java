package io.sac.objectstore;

import io.sac.problem.ProblemType;
import io.sac.problem.SacException;
import java.io.IOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The problems that every adapter of {@link ObjectStore} reports in the same words. */
public final class ObjectStoreProblems {
    private ObjectStoreProblems() {}

    /** There is no room left. */
    public static SacException full(@Nullable Throwable cause) {
        return new SacException(
                ProblemType.STORAGE_FULL,
                "The storage for files is full. Ask your administrator to make room; nothing already stored is lost.",
                cause);
    }

    /** The store cannot be used now; the detail says what an administrator can look at. */
    public static SacException unavailable(String detail, @Nullable Throwable cause) {
        return new SacException(ProblemType.STORAGE_UNAVAILABLE, detail, cause);
    }

    /** What a failure of the disk means. */
    public static SacException from(IOException cause) {
        String message = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
        if (message.contains("no space left")
                || message.contains("quota exceeded")
                || message.contains("not enough space")) {
            return full(cause);
        }
        return unavailable("The storage for files cannot be read or written just now.", cause);
    }
}
