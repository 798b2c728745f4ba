package io.sac.agent;

import io.sac.platform.Adapter;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Chooses the runtime that {@code SAC_RUNTIME} names. */
@ApplicationScoped
public class AgentRuntimeProducer {
    private static final Logger LOG = LoggerFactory.getLogger(AgentRuntimeProducer.class);

    @Produces
    @ApplicationScoped
    AgentRuntime runtime(@Any Instance<AgentRuntime> runtimes, @ConfigProperty(name = "SAC_RUNTIME") String name) {
        LOG.info("agents run by: {}", name);
        return runtimes.select(Adapter.Literal.of(name)).get();
    }
}
