package io.sac.output;

import io.sac.access.Access;
import io.sac.access.Permission;
import io.sac.access.Principal;
import io.sac.agent.AgentDetails;
import io.sac.agent.AgentDirectory;
import io.sac.agent.AgentRuntime;
import io.sac.objectstore.ObjectKey;
import io.sac.objectstore.ObjectStore;
import io.sac.objectstore.StoredContent;
import io.sac.platform.Cursor;
import io.sac.problem.InvalidRequestException;
import io.sac.problem.ProblemType;
import io.sac.problem.SacException;
import io.sac.sandbox.SidecarClient;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An agent's output for people and for its sidecar. Bytes go to and from the object store here, outside any
 * transaction; what is decided is decided in {@link OutputRecords}.
 */
@ApplicationScoped
public class OutputFiles {
    private static final Logger LOG = LoggerFactory.getLogger(OutputFiles.class);

    private final OutputRecords records;
    private final ObjectStore store;
    private final AgentDirectory agents;
    private final AgentRuntime runtime;
    private final SidecarClient sidecars;
    private final Access access;

    @SuppressWarnings("NullAway") // for the client proxy
    protected OutputFiles() {
        this(null, null, null, null, null, null);
    }

    @Inject
    public OutputFiles(
            OutputRecords records,
            ObjectStore store,
            AgentDirectory agents,
            AgentRuntime runtime,
            SidecarClient sidecars,
            Access access) {
        this.records = records;
        this.store = store;
        this.agents = agents;
        this.runtime = runtime;
        this.sidecars = sidecars;
        this.access = access;
    }

    /** Takes in a file from the agent's sidecar. */
    public OutputFile upload(long agentId, OutputUpload upload, InputStream content) throws IOException {
        ObjectKey key = records.begin(agentId, upload);
        boolean completed = false;
        try {
            StoredContent stored = store.put(key, upload.size(), content);
            OutputFile file = records.complete(agentId, upload, key, stored);
            completed = true;
            return file;
        } finally {
            if (!completed) {
                abandon(key);
            }
        }
    }

    /** Carries out a deletion that the agent's sidecar saw. */
    public void deletedInSandbox(long agentId, OutputPath path, long revision) {
        records.deletedInSandbox(agentId, path, revision);
    }

    /** Deletes a file or folder for a person, here at once and in the sandbox now or when it runs again. */
    public void delete(Principal principal, long agentId, OutputPath path) {
        require(principal, Permission.CHANGE, agentId);
        if (path.isRoot()) {
            throw new InvalidRequestException("path", "Name the file or folder to delete.");
        }
        records.deletedByPerson(agentId, path);
        runtime.locate(agentId).ifPresent(address -> {
            try {
                sidecars.deleteOutput(address, path.value());
                records.sandboxDeleted(agentId, path);
            } catch (SacException e) {
                LOG.info("agent {}: its sandbox deletes an output file later: {}", agentId, e.detail());
            }
        });
    }

    /** One level of a folder, folders first. */
    public OutputPage level(Principal principal, long agentId, OutputPath folder, @Nullable String cursor, int limit) {
        require(principal, Permission.VIEW, agentId);
        OutputRepository.LevelPosition after =
                cursor == null ? null : Cursor.read(cursor, OutputRepository.LevelPosition.class);
        List<OutputFile> found = records.level(agentId, folder, after, limit + 1);
        return page(
                agentId,
                folder.value(),
                found,
                limit,
                file -> new OutputRepository.LevelPosition(file.directory(), file.name()),
                Function.identity());
    }

    /** The files of all folders, the latest change first. */
    public OutputPage recent(Principal principal, long agentId, @Nullable String cursor, int limit) {
        require(principal, Permission.VIEW, agentId);
        OutputRepository.RecentPosition after =
                cursor == null ? null : Cursor.read(cursor, OutputRepository.RecentPosition.class);
        return page(
                agentId,
                "",
                records.recent(agentId, after, limit + 1),
                limit,
                row -> new OutputRepository.RecentPosition(row.changedAt(), row.id()),
                OutputRow::toFile);
    }

    /** All files of a folder and below, by path. */
    public OutputPage tree(Principal principal, long agentId, OutputPath folder, @Nullable String cursor, int limit) {
        require(principal, Permission.VIEW, agentId);
        TreePosition after = cursor == null ? null : Cursor.read(cursor, TreePosition.class);
        return page(
                agentId,
                folder.value(),
                records.beneath(agentId, folder, after == null ? null : after.path(), limit + 1),
                limit,
                row -> new TreePosition(row.path().value()),
                OutputRow::toFile);
    }

    /** A file to read. */
    public OutputContent content(Principal principal, long agentId, OutputPath path) {
        require(principal, Permission.VIEW, agentId);
        return new OutputContent(records.find(agentId, path).orElseThrow(OutputContent::notFound), store);
    }

    /** The files of a folder and below, a page at a time, to read one after the other. */
    public List<OutputContent> contents(
            Principal principal, long agentId, OutputPath folder, @Nullable String after, int limit) {
        require(principal, Permission.VIEW, agentId);
        return records.beneath(agentId, folder, after, limit).stream()
                .map(row -> new OutputContent(row, store))
                .toList();
    }

    /** The agent, if this principal may look at its output. */
    public AgentDetails require(Principal principal, Permission permission, long agentId) {
        return access.require(principal, permission, agents.find(agentId), ProblemType.AGENT_NOT_FOUND);
    }

    private void abandon(ObjectKey key) {
        try {
            records.abandon(key);
        } catch (RuntimeException e) {
            // The intent stays and a sweep finds it; what went wrong first is what the caller must hear.
            LOG.debug("object {}: its intent is left to the sweep", key, e);
        }
    }

    private static <T> OutputPage page(
            long agentId,
            String path,
            List<T> found,
            int limit,
            Function<T, Object> position,
            Function<T, OutputFile> show) {
        boolean more = found.size() > limit;
        List<T> shown = more ? found.subList(0, limit) : found;
        var files = new ArrayList<OutputFile>(shown.size());
        shown.forEach(each -> files.add(show.apply(each)));
        return new OutputPage(agentId, path, files, more ? Cursor.write(position.apply(shown.getLast())) : null);
    }

    private record TreePosition(String path) {}
}
