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
    private @Nullable SacException refusal;

    public Principal get() {
        return find().orElseThrow(this::refusal);
    }

    /** Why nobody is known: nothing was brought, or something that is not good any more. */
    public SacException refusal() {
        return refusal == null ? new SacException(ProblemType.UNAUTHENTICATED, "Please sign in.") : refusal;
    }

    public void refuse(SacException why) {
        this.refusal = why;
    }

    public Optional<Principal> find() {
        return Optional.ofNullable(principal);
    }

    /** For whoever has just proved who calls: the authentication filter, the redeemer of a ticket. */
    public void become(Principal proven) {
        this.principal = proven;
    }
}
