package io.sac.agent.local;

import io.sac.agent.SidecarExited;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.NotificationOptions;
import jakarta.inject.Inject;
import java.util.concurrent.RejectedExecutionException;

/** Brings the news of an ended process from the thread that saw it to the container's threads. */
@ApplicationScoped
public class SidecarExits {
    private final Event<SidecarExited> exited;

    @Resource
    ManagedExecutorService executor;

    @Inject
    @SuppressWarnings("NullAway.Init") // the executor comes from the container
    public SidecarExits(Event<SidecarExited> exited) {
        this.exited = exited;
    }

    @SuppressWarnings("NullAway") // the proxy of an application scoped bean wants it
    protected SidecarExits() {
        this(null);
    }

    void report(long agentId) {
        try {
            var unused = exited.fireAsync(new SidecarExited(agentId), NotificationOptions.ofExecutor(executor));
        } catch (RejectedExecutionException | IllegalStateException e) {
            return; // the server is stopping; the next one looks for itself
        }
    }
}
