package io.sac.agent;

import io.sac.access.Access;
import io.sac.access.Change;
import io.sac.access.Permission;
import io.sac.access.Principal;
import io.sac.problem.ProblemType;
import io.sac.problem.SacException;
import io.sac.provider.ModelAccess;
import jakarta.ejb.Stateless;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a person does with their agents: list, create, look at, change, start, stop, delete. */
@Stateless
public class AgentCatalog {
    private final AgentRepository agents;
    private final AgentRules rules;
    private final AgentViews views;
    private final AgentSpecs specs;
    private final AgentLifecycle lifecycle;
    private final AgentAnnouncements announcements;
    private final AgentSettings settings;
    private final Access access;
    private final Event<Change> changes;
    private final Event<AgentDeleted> deleted;
    private final Event<AgentIntended> intended;
    private final Clock clock;

    @Inject
    public AgentCatalog(
            AgentRepository agents,
            AgentRules rules,
            AgentViews views,
            AgentSpecs specs,
            AgentLifecycle lifecycle,
            AgentAnnouncements announcements,
            AgentSettings settings,
            Access access,
            Event<Change> changes,
            Event<AgentDeleted> deleted,
            Event<AgentIntended> intended,
            Clock clock) {
        this.agents = agents;
        this.rules = rules;
        this.views = views;
        this.specs = specs;
        this.lifecycle = lifecycle;
        this.announcements = announcements;
        this.settings = settings;
        this.access = access;
        this.changes = changes;
        this.deleted = deleted;
        this.intended = intended;
        this.clock = clock;
    }

    @SuppressWarnings("NullAway") // Liberty wants a public no-arg constructor on session beans: CNTR5007E
    public AgentCatalog() {
        this(null, null, null, null, null, null, null, null, null, null, null, null);
    }

    public AgentPage list(Principal principal, @Nullable String cursor, int limit) {
        List<Agent> found = agents.list(access.visibleOwners(principal, Permission.VIEW), below(cursor), limit + 1);
        List<AgentView> page = found.stream().limit(limit).map(views::view).toList();
        String next = found.size() > limit ? Long.toString(page.getLast().id()) : null;
        return new AgentPage(page, settings.mostPerUser(principal.userId()), next);
    }

    private static long below(@Nullable String cursor) {
        if (cursor == null) {
            return Long.MAX_VALUE;
        }
        try {
            return Long.parseLong(cursor);
        } catch (NumberFormatException e) {
            throw new SacException(ProblemType.BAD_REQUEST, "This is not a cursor of this list.", e);
        }
    }

    public List<AgentStatusView> statuses(Principal principal) {
        return agents.all(access.visibleOwners(principal, Permission.VIEW)).stream()
                .map(views::status)
                .toList();
    }

    public AgentView get(Principal principal, long agentId) {
        return views.view(require(principal, Permission.VIEW, agentId));
    }

    /** How an agent reaches its model, with its key in clear: for a trial, never for an answer. */
    public ModelAccess modelAccess(Principal principal, long agentId) {
        return specs.model(require(principal, Permission.CHANGE, agentId));
    }

    /** Creates an agent, stopped. The limit holds also when several requests come at once. */
    public AgentView create(Principal principal, AgentRequest.Create request) {
        long owner = principal.userId();
        AgentProfile profile = rules.create(owner, request);
        agents.lockCreation(owner);
        int most = settings.mostPerUser(owner);
        if (agents.count(owner) >= most) {
            throw new SacException(
                    ProblemType.AGENT_LIMIT_REACHED,
                    most == 1
                            ? "You have 1 agent, the most your organisation allows. Delete it or ask an administrator."
                            : "You have " + most
                                    + " agents, the most your organisation allows. Delete one or ask an administrator.");
        }
        Agent agent = Agent.of(owner, profile, clock.instant());
        agents.add(agent);
        announcements.created(agent);
        changed(principal, "agent.created", agent.id());
        return views.view(agent);
    }

    public AgentView update(Principal principal, long agentId, AgentRequest.Update request) {
        Agent agent = requireLocked(principal, Permission.CHANGE, agentId);
        agent.apply(rules.update(agent.ownerId(), agent.profile(), request), clock.instant());
        announcements.updated(agent);
        changed(principal, "agent.updated", agentId);
        return views.view(agent);
    }

    /** Deletes the agent now; its process tree and its files go right after the commit. */
    public void delete(Principal principal, long agentId) {
        Agent agent = requireLocked(principal, Permission.DELETE, agentId);
        Instant now = clock.instant();
        announcements.deleted(agent);
        changed(principal, "agent.deleted", agentId);
        deleted.fire(new AgentDeleted(agentId, agent.ownerId()));
        agents.remove(agent);
        agents.addRemoval(AgentRemoval.of(agentId, true, now));
        intended.fire(new AgentIntended(agentId));
    }

    public AgentStatusView start(Principal principal, long agentId) {
        requireLocked(principal, Permission.DRIVE, agentId);
        lifecycle.requestStart(agentId);
        changed(principal, "agent.start_requested", agentId);
        return status(agentId);
    }

    public AgentStatusView stop(Principal principal, long agentId) {
        requireLocked(principal, Permission.DRIVE, agentId);
        lifecycle.requestStop(agentId);
        changed(principal, "agent.stop_requested", agentId);
        return status(agentId);
    }

    public AgentStatusView restart(Principal principal, long agentId) {
        requireLocked(principal, Permission.DRIVE, agentId);
        lifecycle.requestRestart(agentId);
        changed(principal, "agent.restart_requested", agentId);
        return status(agentId);
    }

    private void changed(Principal by, String action, long agentId) {
        changes.fire(new Change(by, action, "agent/" + agentId));
    }

    private AgentStatusView status(long agentId) {
        return views.status(agents.find(agentId).orElseThrow());
    }

    private Agent require(Principal principal, Permission permission, long agentId) {
        return access.require(principal, permission, agents.find(agentId), ProblemType.AGENT_NOT_FOUND);
    }

    private Agent requireLocked(Principal principal, Permission permission, long agentId) {
        require(principal, permission, agentId);
        return access.require(principal, permission, agents.findLocked(agentId), ProblemType.AGENT_NOT_FOUND);
    }
}
