package io.sac.output;

import io.sac.access.Permission;
import io.sac.access.Principal;
import io.sac.objectstore.ObjectStore;
import io.sac.problem.SacException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Asks the object store how it is, and what of an agent could not be brought over. */
@ApplicationScoped
public class WorkspaceStatus {
    private final ObjectStore store;
    private final OutputSettings settings;
    private final OutputFiles files;
    private final AgentNotices notices;

    @SuppressWarnings("NullAway") // for the client proxy
    protected WorkspaceStatus() {
        this(null, null, null, null);
    }

    @Inject
    public WorkspaceStatus(ObjectStore store, OutputSettings settings, OutputFiles files, AgentNotices notices) {
        this.store = store;
        this.settings = settings;
        this.files = files;
        this.notices = notices;
    }

    public WorkspaceState of(Principal principal, @Nullable Long agentId) {
        List<AgentNotice> told = null;
        if (agentId != null) {
            told = notices.of(files.require(principal, Permission.VIEW, agentId).id());
        }
        OutputLimits limits = settings.limits(principal.userId());
        return new WorkspaceState(true, available(), limits.maxBytes(), limits.maxFiles(), told);
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
