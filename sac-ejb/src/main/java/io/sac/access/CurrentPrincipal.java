package io.sac.access;

import io.sac.problem.ProblemType;
import io.sac.problem.SacException;
import jakarta.enterprise.context.RequestScoped;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Who makes the current request; filled by the web filter before any resource runs. */
@RequestScoped
public class CurrentPrincipal {
    private @Nullable Principal principal;

    public Principal get() {
        return find().orElseThrow(() -> new SacException(ProblemType.UNAUTHENTICATED, "Please sign in."));
    }

    public Optional<Principal> find() {
        return Optional.ofNullable(principal);
    }

    /** For whoever has just proved who calls: the authentication filter, the redeemer of a ticket. */
    public void become(Principal proven) {
        this.principal = proven;
    }
}
