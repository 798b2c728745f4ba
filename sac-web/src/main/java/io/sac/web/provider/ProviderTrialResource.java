package io.sac.web.provider;

import io.sac.access.CurrentPrincipal;
import io.sac.agent.AgentRequest;
import io.sac.agent.ProviderTrials;
import io.sac.provider.ProviderTrial;
import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import org.jspecify.annotations.Nullable;

/** Tries a provider before an agent relies on it. */
@Path("providers/test")
@Dependent
public class ProviderTrialResource {
    private final ProviderTrials trials;
    private final CurrentPrincipal principal;

    @Inject
    public ProviderTrialResource(ProviderTrials trials, CurrentPrincipal principal) {
        this.trials = trials;
        this.principal = principal;
    }

    /** What to try: typed values, an agent's stored ones, or the first over the second. */
    public record TrialRequest(@Nullable Long agentId, AgentRequest.@Nullable ProviderInput provider) {}

    @POST
    @RolesAllowed("user")
    public ProviderTrial.Result run(@NotNull TrialRequest request) {
        return trials.run(principal.get(), request.agentId(), request.provider());
    }
}
