package io.sac.problem;

import jakarta.ejb.ApplicationException;
import java.util.List;

/** Values of a request that break a rule, each named by its path in the JSON, never with the rejected value. */
@ApplicationException(rollback = true)
public class InvalidRequestException extends SacException {
    private static final long serialVersionUID = 1L;

    private final transient List<FieldError> errors;

    public InvalidRequestException(List<FieldError> errors) {
        super(ProblemType.INVALID, sentence(errors));
        this.errors = List.copyOf(errors);
    }

    public InvalidRequestException(String path, String message) {
        this(List.of(new FieldError(path, message)));
    }

    public List<FieldError> errors() {
        return errors;
    }

    private static String sentence(List<FieldError> errors) {
        if (errors.size() == 1) {
            FieldError only = errors.getFirst();
            return only.path().isEmpty() ? only.message() : only.path() + ": " + only.message();
        }
        return errors.size() + " values are not valid.";
    }

    /** One value that is not valid: where it stands ({@code provider.base_url}) and what would be valid. */
    public record FieldError(String path, String message) {}
}
