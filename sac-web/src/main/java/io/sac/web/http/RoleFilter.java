package io.sac.web.http;

import io.sac.access.CurrentPrincipal;
import io.sac.access.Principal;
import io.sac.problem.ProblemType;
import io.sac.problem.SacException;
import io.sac.web.problem.Problems;
import jakarta.annotation.Priority;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.ext.Provider;
import java.lang.reflect.Method;
import java.util.Arrays;

/**
 * Asks the role annotations before the container does: it would answer 401 by itself, without a body, and let in
 * everybody where there is no annotation. A method without one is open to nobody here.
 */
@Provider
@Priority(Priorities.AUTHENTICATION)
@ApplicationScoped
public class RoleFilter implements ContainerRequestFilter {
    private final CurrentPrincipal current;
    private final Problems problems;

    @Context
    @SuppressWarnings("NullAway.Init")
    HttpServletRequest request;

    @Context
    @SuppressWarnings("NullAway.Init")
    ResourceInfo resource;

    @Inject
    public RoleFilter(CurrentPrincipal current, Problems problems) {
        this.current = current;
        this.problems = problems;
    }

    @SuppressWarnings("NullAway") // RESTEasy looks for it, although CDI then takes the one above
    public RoleFilter() {
        this(null, null);
    }

    @Override
    public void filter(ContainerRequestContext context) {
        Method method = resource.getResourceMethod();
        if (method == null || method.isAnnotationPresent(PermitAll.class)) {
            return;
        }
        Principal principal = current.find().orElse(null);
        RolesAllowed allowed = method.getAnnotation(RolesAllowed.class);
        if (principal == null) {
            context.abortWith(problems.response(request, current.refusal()));
        } else if (allowed == null || Arrays.stream(allowed.value()).noneMatch(principal::isInRole)) {
            context.abortWith(
                    problems.response(request, new SacException(ProblemType.FORBIDDEN, "You may not do this.")));
        }
    }
}
