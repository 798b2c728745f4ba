package io.sac.workspace;

import io.sac.access.Change;
import io.sac.access.Principal;
import jakarta.ejb.Stateless;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;

/** Tells who put what where once it is there: the file itself travels outside of every transaction. */
@Stateless
public class WorkspaceTrail {
    private final Event<Change> changes;

    @SuppressWarnings("NullAway") // Liberty wants a public no-arg constructor on session beans: CNTR5007E
    public WorkspaceTrail() {
        this(null);
    }

    @Inject
    public WorkspaceTrail(Event<Change> changes) {
        this.changes = changes;
    }

    public void uploaded(Principal by, long agentId) {
        changes.fire(new Change(by, "workspace.file_uploaded", "agent/" + agentId));
    }
}
