package io.sac.workspace;

import io.sac.access.Access;
import io.sac.access.Permission;
import io.sac.access.Principal;
import io.sac.agent.AgentDetails;
import io.sac.agent.AgentDirectory;
import io.sac.agent.AgentRuntime;
import io.sac.agent.AgentStatus;
import io.sac.problem.ProblemType;
import io.sac.problem.SacException;
import io.sac.sandbox.PutFile;
import io.sac.sandbox.SidecarClient;
import io.sac.setting.SettingKey;
import io.sac.setting.Settings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.InputStream;
import java.time.Duration;

/**
 * Puts files into the workspaces of running agents. The bytes go from the person straight through to the agent's
 * sidecar, outside of every transaction, and are kept nowhere else.
 */
@ApplicationScoped
public class WorkspaceFiles {
    private static final Duration START = Duration.ofSeconds(3);

    private final AgentDirectory agents;
    private final AgentRuntime runtime;
    private final SidecarClient sidecars;
    private final WorkspaceTrail trail;
    private final Settings settings;
    private final Access access;

    @SuppressWarnings("NullAway") // for the client proxy
    protected WorkspaceFiles() {
        this(null, null, null, null, null, null);
    }

    @Inject
    public WorkspaceFiles(
            AgentDirectory agents,
            AgentRuntime runtime,
            SidecarClient sidecars,
            WorkspaceTrail trail,
            Settings settings,
            Access access) {
        this.agents = agents;
        this.runtime = runtime;
        this.sidecars = sidecars;
        this.trail = trail;
        this.settings = settings;
        this.access = access;
    }

    /** Takes in one file; whatever breaks off leaves nothing behind. */
    public UploadedFile upload(Principal principal, long agentId, WorkspaceUpload upload, InputStream content) {
        AgentDetails agent =
                access.require(principal, Permission.CHANGE, agents.find(agentId), ProblemType.AGENT_NOT_FOUND);
        long megabytes = settings.number(SettingKey.UPLOAD_MEGABYTES, agent.ownerId());
        if (upload.size() > megabytes * 1024 * 1024) {
            throw new SacException(ProblemType.TOO_LARGE, "A file to upload may have at most " + megabytes + " MiB.");
        }
        var address = runtime.locate(agentId).orElseThrow(() -> notReady(agent.status()));
        PutFile.Kept kept = sidecars.putFile(
                address, new PutFile(upload.path().value(), upload.otherName(), upload.size()), content);
        trail.uploaded(principal, agentId);
        return new UploadedFile(agentId, kept.path(), kept.size(), kept.sha256());
    }

    private static SacException notReady(AgentStatus status) {
        return switch (status) {
            case STARTING, READY ->
                new SacException(
                        ProblemType.AGENT_NOT_READY,
                        "The agent is starting. Upload again when it is ready.",
                        START,
                        null);
            case STOPPED, STOPPING ->
                new SacException(
                        ProblemType.AGENT_NOT_READY,
                        "The agent is not running. Open a session with it, and upload again when it is ready.");
            case FAILED ->
                new SacException(
                        ProblemType.AGENT_NOT_READY,
                        "The agent could not be started; its page says why. Start it again, then upload.");
        };
    }
}
