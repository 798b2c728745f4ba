package io.sac.agent;

import io.sac.platform.SecretBox;
import io.sac.provider.ModelAccess;
import io.sac.provider.ProviderCatalog;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes of a stored agent what a runtime needs to start it, with its secrets opened. */
@ApplicationScoped
public class AgentSpecs {
    private final SecretBox secrets;
    private final ProviderCatalog providers;
    private final AgentSettings settings;

    @Inject
    public AgentSpecs(SecretBox secrets, ProviderCatalog providers, AgentSettings settings) {
        this.secrets = secrets;
        this.providers = providers;
        this.settings = settings;
    }

    @SuppressWarnings("NullAway") // the proxy of an application scoped bean wants it
    protected AgentSpecs() {
        this(null, null, null);
    }

    AgentSpec of(Agent agent) {
        AgentProfile profile = agent.profile();
        Map<String, String> variables = new LinkedHashMap<>();
        for (AgentVariable variable : profile.variables()) {
            variables.put(
                    variable.name(),
                    variable.secret()
                            ? secrets.open(variable.value(), SecretPlaces.variable(agent.ownerId(), variable.name()))
                            : variable.value());
        }
        return new AgentSpec(
                agent.id(),
                agent.generation(),
                profile.name(),
                profile.harness(),
                profile.instructions(),
                profile.permissionMode(),
                model(agent),
                variables,
                settings.sessionsPerAgent(agent.ownerId()));
    }

    /** How the agent reaches its model, with its key in clear. */
    ModelAccess model(Agent agent) {
        AgentProfile profile = agent.profile();
        return providers
                .get(profile.providerPreset())
                .access(
                        profile.providerBaseUrl(),
                        key(agent.ownerId(), profile),
                        profile.modelSmall(),
                        profile.modelMedium(),
                        profile.modelLarge());
    }

    /** The stored provider key in clear. */
    @Nullable
    String key(long ownerId, AgentProfile profile) {
        return profile.providerKey() == null
                ? null
                : secrets.open(profile.providerKey(), SecretPlaces.providerKey(ownerId));
    }
}
