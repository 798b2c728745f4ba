package io.sac.access;

import io.sac.problem.ProblemType;
import io.sac.problem.SacException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.Set;

/**
 * The one place that answers whether a principal may do something with a thing. Today ownership decides; whoever may
 * not even see a thing is told that it does not exist.
 */
@ApplicationScoped
public class Access {

    public boolean may(Principal principal, Permission permission, Guarded thing) {
        if (principal.kind() == Principal.Kind.AGENT) {
            Long agent = principal.agentId();
            var its = thing.guardedAgent();
            return agent != null
                    && its.isPresent()
                    && its.getAsLong() == agent
                    && thing.ownerId() == principal.userId();
        }
        return thing.ownerId() == principal.userId();
    }

    /** The thing, or the given 404 both when it is not there and when it is not the principal's to see. */
    public <T extends Guarded> T require(
            Principal principal, Permission permission, Optional<T> thing, ProblemType notFound) {
        T found = thing.orElseThrow(() -> new SacException(notFound, notFound.title() + "."));
        if (may(principal, permission, found)) {
            return found;
        }
        if (permission != Permission.VIEW && may(principal, Permission.VIEW, found)) {
            throw new SacException(ProblemType.FORBIDDEN, "You may look at this, but not change it.");
        }
        throw new SacException(notFound, notFound.title() + ".");
    }

    /** Whose things a list shows: a query asks {@code owner_id in (…)} with it and never compares by itself. */
    public Set<Long> visibleOwners(Principal principal, Permission permission) {
        return Set.of(principal.userId());
    }
}
