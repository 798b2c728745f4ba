package io.sac.problem;

import jakarta.ejb.ApplicationException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Says no with one {@link ProblemType} and a sentence for the person who asked. It rolls the transaction back and
 * reaches the mapper unwrapped. The detail never carries a secret, a class name or a rejected value.
 */
@ApplicationException(rollback = true, inherited = true)
public class SacException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ProblemType type;
    private final @Nullable Duration retryAfter;

    public SacException(ProblemType type, String detail) {
        this(type, detail, null, null);
    }

    public SacException(ProblemType type, String detail, @Nullable Throwable cause) {
        this(type, detail, null, cause);
    }

    /** A refusal that ends by itself: the answer carries {@code Retry-After}. */
    public SacException(ProblemType type, String detail, @Nullable Duration retryAfter, @Nullable Throwable cause) {
        super(detail, cause);
        this.type = type;
        this.retryAfter = retryAfter;
    }

    public ProblemType type() {
        return type;
    }

    public String detail() {
        return String.valueOf(getMessage());
    }

    public @Nullable Duration retryAfter() {
        return retryAfter;
    }
}
