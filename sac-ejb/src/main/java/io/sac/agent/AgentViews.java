package io.sac.agent;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Turns agents into what clients see of them. */
@ApplicationScoped
public class AgentViews {
    private final AgentRuntime runtime;

    @Inject
    public AgentViews(AgentRuntime runtime) {
        this.runtime = runtime;
    }

    @SuppressWarnings("NullAway") // the proxy of an application scoped bean wants it
    protected AgentViews() {
        this(null);
    }

    AgentView view(Agent agent) {
        AgentProfile profile = agent.profile();
        return new AgentView(
                agent.id(),
                profile.name(),
                profile.description(),
                profile.icon(),
                profile.instructions(),
                profile.harness(),
                new AgentView.Provider(
                        profile.providerPreset(),
                        profile.providerBaseUrl(),
                        secret(profile.providerKey() != null, profile.providerKeyLast4()),
                        new AgentView.Models(profile.modelSmall(), profile.modelMedium(), profile.modelLarge())),
                profile.permissionMode(),
                profile.variables().stream().map(AgentViews::variable).toList(),
                agent.status().word(),
                agent.stages().running(),
                agent.stages().list(),
                agent.reason(),
                agent.restartNeeded(),
                agent.createdAt(),
                agent.updatedAt());
    }

    AgentStatusView status(Agent agent) {
        RuntimeCapabilities capabilities = runtime.capabilities();
        List<Stage> stages = agent.stages().list();
        return new AgentStatusView(
                agent.id(),
                agent.status().word(),
                agent.stages().running(),
                stages,
                agent.reason(),
                new AgentStatusView.Limits(capabilities.memoryLimits(), capabilities.processLimits()));
    }

    private static AgentView.Variable variable(AgentVariable variable) {
        return new AgentView.Variable(
                variable.name(),
                variable.secret() ? secret(true, variable.last4()) : variable.value(),
                variable.secret());
    }

    private static AgentView.SecretState secret(boolean set, @Nullable String last4) {
        return new AgentView.SecretState(set, set ? last4 : null);
    }
}
