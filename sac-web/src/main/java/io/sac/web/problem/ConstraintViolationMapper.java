package io.sac.web.problem;

import io.sac.problem.InvalidRequestException;
import io.sac.problem.InvalidRequestException.FieldError;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.ElementKind;
import jakarta.validation.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Bean Validation's refusals: each value by its path in the JSON, in snake_case, never the value itself. */
@Provider
@ApplicationScoped
public class ConstraintViolationMapper implements ExceptionMapper<ConstraintViolationException> {
    private final Problems problems;

    @Context
    @SuppressWarnings("NullAway.Init")
    HttpServletRequest request;

    @Inject
    public ConstraintViolationMapper(Problems problems) {
        this.problems = problems;
    }

    @SuppressWarnings("NullAway") // RESTEasy looks for it, although CDI then takes the one above
    public ConstraintViolationMapper() {
        this(null);
    }

    @Override
    public Response toResponse(ConstraintViolationException e) {
        List<FieldError> errors = e.getConstraintViolations().stream()
                .map(violation -> new FieldError(path(violation), violation.getMessage()))
                .sorted(Comparator.comparing(FieldError::path).thenComparing(FieldError::message))
                .distinct()
                .toList();
        return problems.response(request, new InvalidRequestException(errors));
    }

    private static String path(ConstraintViolation<?> violation) {
        StringBuilder path = new StringBuilder();
        boolean parameter = false;
        for (Path.Node node : violation.getPropertyPath()) {
            if (node.getKind() == ElementKind.METHOD || node.getKind() == ElementKind.CONSTRUCTOR) {
                parameter = true; // the next node names the Java parameter, which no client knows
                continue;
            }
            if (parameter && node.getKind() == ElementKind.PARAMETER) {
                parameter = false;
                continue;
            }
            if (node.getIndex() != null) {
                path.append('[').append(node.getIndex()).append(']');
            }
            String name = node.getName();
            if (name != null && !name.startsWith("<")) {
                path.append(path.isEmpty() ? "" : ".").append(snake(name));
            }
        }
        return path.toString();
    }

    private static String snake(String name) {
        return name.replaceAll("([a-z0-9])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT);
    }
}
