package io.sac.output;

import io.sac.access.Principal;
import io.sac.objectstore.ObjectStore;
import io.sac.problem.SacException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/** Asks the object store how it is. */
@ApplicationScoped
public class WorkspaceStatus {
    private final ObjectStore store;
    private final OutputSettings settings;

    @SuppressWarnings("NullAway") // for the client proxy
    protected WorkspaceStatus() {
        this(null, null);
    }

    @Inject
    public WorkspaceStatus(ObjectStore store, OutputSettings settings) {
        this.store = store;
        this.settings = settings;
    }

    public WorkspaceState of(Principal principal) {
        OutputLimits limits = settings.limits(principal.userId());
        return new WorkspaceState(true, available(), limits.maxBytes(), limits.maxFiles());
    }

    private boolean available() {
        try {
            store.checkHealth();
            return true;
        } catch (SacException e) {
            return false;
        }
    }
}
