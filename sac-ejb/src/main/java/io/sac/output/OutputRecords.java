package io.sac.output;

import io.sac.agent.AgentDetails;
import io.sac.agent.AgentDirectory;
import io.sac.event.Events;
import io.sac.event.NewEvent;
import io.sac.objectstore.ObjectKey;
import io.sac.objectstore.StoredContent;
import io.sac.objectstore.StoredObjectRepository;
import io.sac.platform.IdSource;
import io.sac.problem.ProblemType;
import io.sac.problem.SacException;
import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The transactions behind an agent's output: each is short, and the bytes travel between them, never in them. The
 * agent's output is locked while it changes, so revisions and limits are decided one change at a time.
 */
@Stateless
public class OutputRecords {
    private static final String CHANGED = "output.changed";
    private static final String DELETED = "output.deleted";

    private final OutputRepository files;
    private final StoredObjectRepository objects;
    private final OutputSettings settings;
    private final AgentDirectory agents;
    private final Events events;
    private final IdSource ids;
    private final Clock clock;

    @SuppressWarnings("NullAway") // Liberty wants a public no-arg constructor on session beans: CNTR5007E
    public OutputRecords() {
        this(null, null, null, null, null, null, null);
    }

    @Inject
    public OutputRecords(
            OutputRepository files,
            StoredObjectRepository objects,
            OutputSettings settings,
            AgentDirectory agents,
            Events events,
            IdSource ids,
            Clock clock) {
        this.files = files;
        this.objects = objects;
        this.settings = settings;
        this.agents = agents;
        this.events = events;
        this.ids = ids;
        this.clock = clock;
    }

    /** Checks that an upload is wanted and fits, and notes the key under which its bytes will be sent. */
    public ObjectKey begin(long agentId, OutputUpload upload) {
        AgentDetails agent = agent(agentId);
        OutputLimits limits = settings.limits(agent.ownerId());
        if (upload.size() > limits.maxFileBytes()) {
            throw new SacException(
                    ProblemType.TOO_LARGE,
                    "A file in the output may have at most " + bytes(limits.maxFileBytes()) + "; this one has "
                            + bytes(upload.size()) + ".");
        }
        Optional<OutputRow> before = files.find(agentId, upload.path());
        requireNewest(agentId, upload, before);
        requireRoom(files.usage(agentId), limits, upload, before);
        ObjectKey key = ObjectKey.of(ids.uuid());
        objects.intend(key, clock.instant());
        return key;
    }

    /** Makes the bytes that were sent under this key the content of the file, and tells its owner. */
    public OutputFile complete(long agentId, OutputUpload upload, ObjectKey key, StoredContent content) {
        OutputUsage usage = lock(agentId);
        AgentDetails agent = agent(agentId);
        Instant now = clock.instant();
        Optional<OutputRow> before = files.find(agentId, upload.path());
        requireNewest(agentId, upload, before);
        requireRoom(usage, settings.limits(agent.ownerId()), upload, before);
        if (before.isPresent() && before.get().sha256().equals(content.sha256())) {
            OutputRow same = before.get();
            files.touch(same.id(), upload.revision(), upload.modifiedAt());
            objects.giveUp(key, now);
            return files.find(agentId, upload.path()).orElse(same).toFile();
        }
        if (!objects.confirm(key, now)) {
            throw new SacException(ProblemType.BUSY, "The upload took too long. It is sent again.");
        }
        String type = ContentTypes.of(upload.path().name());
        OutputFile file = files.save(agentId, upload, key, content, type, now).toFile();
        files.exhume(agentId, upload.path());
        events.publish(agent.ownerId(), new NewEvent(CHANGED, agentId, null, file));
        return file;
    }

    /** Gives up an upload whose bytes are not wanted or did not come. */
    public void abandon(ObjectKey key) {
        objects.giveUp(key, clock.instant());
    }

    /** Carries out a deletion that happened in the sandbox. */
    public void deletedInSandbox(long agentId, OutputPath path, long revision) {
        lock(agentId);
        int deleted = files.delete(agentId, path, revision);
        files.bury(agentId, path, revision, false, clock.instant());
        if (deleted > 0) {
            tellDeleted(agent(agentId), path);
        }
    }

    /** Carries out a person's deletion and remembers that the sandbox has still to do the same. */
    public void deletedByPerson(long agentId, OutputPath path) {
        lock(agentId);
        if (files.delete(agentId, path, null) == 0) {
            throw OutputContent.notFound();
        }
        files.bury(agentId, path, null, true, clock.instant());
        tellDeleted(agent(agentId), path);
    }

    /** Notes that the sandbox has deleted what a person wanted gone. */
    public void sandboxDeleted(long agentId, OutputPath path) {
        if (files.lock(agentId).isPresent()) {
            files.exhume(agentId, path);
        }
    }

    /** What the sandbox has still to delete, for the answer to its heartbeat. */
    public List<String> pendingTombstones(long agentId, int limit) {
        return files.pendingTombstones(agentId, limit);
    }

    public Optional<OutputRow> find(long agentId, OutputPath path) {
        return files.find(agentId, path);
    }

    /** The files of a folder and below, by path. */
    public List<OutputRow> beneath(long agentId, OutputPath folder, @Nullable String after, int limit) {
        return files.beneath(agentId, folder, after, limit);
    }

    public List<OutputFile> level(
            long agentId, OutputPath folder, OutputRepository.@Nullable LevelPosition after, int limit) {
        return files.level(agentId, folder, after, limit);
    }

    public List<OutputRow> recent(long agentId, OutputRepository.@Nullable RecentPosition after, int limit) {
        return files.recent(agentId, after, limit);
    }

    private AgentDetails agent(long agentId) {
        return agents.find(agentId).orElseThrow(OutputRecords::noAgent);
    }

    private OutputUsage lock(long agentId) {
        return files.lock(agentId).orElseThrow(OutputRecords::noAgent);
    }

    private void requireNewest(long agentId, OutputUpload upload, Optional<OutputRow> before) {
        boolean older = before.isPresent() && before.get().revision() > upload.revision();
        if (older || files.tombstones(agentId, upload.path()).stream().anyMatch(stone -> stone.outlives(upload))) {
            throw new SacException(ProblemType.REVISION_SUPERSEDED, "The file was changed or deleted after this.");
        }
    }

    private static void requireRoom(
            OutputUsage usage, OutputLimits limits, OutputUpload upload, Optional<OutputRow> before) {
        long bytes = usage.bytes() - before.map(OutputRow::size).orElse(0L) + upload.size();
        if (bytes > limits.maxBytes()) {
            throw new SacException(
                    ProblemType.STORAGE_FULL,
                    "The agent's output is full: it may keep " + bytes(limits.maxBytes())
                            + ". Delete files you no longer need, or ask your administrator for more.");
        }
        if (before.isEmpty() && usage.files() >= limits.maxFiles()) {
            throw new SacException(
                    ProblemType.STORAGE_FULL,
                    "The agent's output is full: it may keep " + limits.maxFiles()
                            + " files. Delete files you no longer need, or ask your administrator for more.");
        }
    }

    private void tellDeleted(AgentDetails agent, OutputPath path) {
        events.publish(agent.ownerId(), new NewEvent(DELETED, agent.id(), null, new OutputDeleted(path.value())));
    }

    private static SacException noAgent() {
        return new SacException(ProblemType.AGENT_NOT_FOUND, "There is no such agent.");
    }

    private static String bytes(long count) {
        long unit = 1;
        int step = 0;
        while (count / unit >= 1024 && step < 4) {
            unit *= 1024;
            step++;
        }
        String name = List.of("bytes", "KiB", "MiB", "GiB", "TiB").get(step);
        long tenths = Math.round(count * 10.0 / unit);
        return tenths % 10 == 0 ? tenths / 10 + " " + name : tenths / 10 + "." + tenths % 10 + " " + name;
    }
}
