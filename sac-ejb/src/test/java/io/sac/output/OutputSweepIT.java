package io.sac.output;

import static org.assertj.core.api.Assertions.assertThat;

import io.sac.agent.AgentDirectory;
import io.sac.event.Events;
import io.sac.objectstore.ObjectKey;
import io.sac.objectstore.StoredContent;
import io.sac.objectstore.directory.DirectoryObjectStore;
import io.sac.objectstore.persistence.SqlStoredObjectRepository;
import io.sac.output.persistence.SqlOutputRepository;
import io.sac.platform.persistence.TestSql;
import io.sac.testing.DatabaseExtension;
import io.sac.testing.TestDatabase;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Objects without rows and rows without objects, on a real database and a real folder, at times of the test's choice. */
@ExtendWith(DatabaseExtension.class)
class OutputSweepIT {
    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
    private static final Duration UPLOAD = Duration.ofHours(2);
    private static final Duration GRACE = Duration.ofSeconds(30);

    @TempDir
    Path root;

    private final TestSql sql;
    private final SqlStoredObjectRepository objects;
    private final SqlOutputRepository files;
    private final long agent;
    private DirectoryObjectStore store;
    private OutputSweep sweep;

    OutputSweepIT(TestDatabase database) {
        sql = new TestSql(database::connect);
        objects = new SqlStoredObjectRepository(sql);
        files = new SqlOutputRepository(sql);
        agent = sql.newAgent();
    }

    @BeforeEach
    void open() {
        sql.update("delete from output_file");
        sql.update("delete from stored_object");
        store = new DirectoryObjectStore(root.resolve("objects"));
        OutputSettings settings = new OutputSettings(null, UPLOAD, GRACE, Duration.ofHours(24), Duration.ofMinutes(10));
        var records = new OutputSweepRecords(files, objects, new NobodysAgents(), new Events(null, null, null, null));
        sweep = new OutputSweep(records, store, settings);
    }

    /** Without an owner to tell, nothing is published. */
    private static final class NobodysAgents extends AgentDirectory {
        @Override
        public java.util.Optional<io.sac.agent.AgentDetails> find(long agentId) {
            return java.util.Optional.empty();
        }
    }

    private StoredContent put(ObjectKey key) throws Exception {
        byte[] content = "content".getBytes(StandardCharsets.UTF_8);
        return store.put(key, content.length, new ByteArrayInputStream(content));
    }

    private ObjectKey storedFile(String path) throws Exception {
        ObjectKey key = ObjectKey.of(UUID.randomUUID());
        objects.intend(key, NOW);
        StoredContent content = put(key);
        objects.confirm(key, NOW);
        files.lock(agent);
        files.save(
                agent,
                new OutputUpload(OutputPath.file(path), content.size(), NOW, 1),
                key,
                content,
                "text/plain",
                NOW);
        return key;
    }

    @Test
    void uploadThatNeverEndedShouldGoAfterItsTimeAndNotBefore() throws Exception {
        ObjectKey key = ObjectKey.of(UUID.randomUUID());
        objects.intend(key, NOW);
        put(key);

        assertThat(sweep.removeDoomed(NOW.plus(UPLOAD).minusSeconds(1), 10)).isZero();
        assertThat(store.size(key)).isPresent();
        Instant late = NOW.plus(UPLOAD).plusSeconds(1);
        // Given up now; its bytes go once those who may still read them have had their time.
        assertThat(sweep.removeDoomed(late, 10)).isZero();
        assertThat(sweep.removeDoomed(late.plus(GRACE).plusSeconds(1), 10)).isEqualTo(1);
        assertThat(store.size(key)).isEmpty();
        assertThat(count("stored_object")).isZero();
    }

    @Test
    void oneTurnShouldRemoveNoMoreThanItsBatch() throws Exception {
        for (int i = 0; i < 5; i++) {
            ObjectKey key = ObjectKey.of(UUID.randomUUID());
            objects.intend(key, NOW);
            objects.giveUp(key, NOW);
            put(key);
        }
        Instant later = NOW.plus(GRACE).plusSeconds(1);

        assertThat(sweep.removeDoomed(later, 2)).isEqualTo(2);
        assertThat(sweep.removeDoomed(later, 2)).isEqualTo(2);
        assertThat(sweep.removeDoomed(later, 2)).isEqualTo(1);
        assertThat(sweep.removeDoomed(later, 2)).isZero();
    }

    @Test
    void oldObjectThatTheDatabaseDoesNotKnowShouldGoAndAKnownOrYoungOneStay() throws Exception {
        ObjectKey known = storedFile("known.txt");
        ObjectKey unknown = ObjectKey.of(UUID.randomUUID());
        put(unknown);
        Instant written = Instant.now();

        assertThat(sweep.removeUnknownObjects(written.plus(Duration.ofHours(23)), null, 10)
                        .removed())
                .isZero();
        assertThat(store.size(unknown)).isPresent();
        assertThat(sweep.removeUnknownObjects(written.plus(Duration.ofHours(25)), null, 10)
                        .removed())
                .isEqualTo(1);
        assertThat(store.size(unknown)).isEmpty();
        assertThat(store.size(known)).isPresent();
    }

    @Test
    void pagesShouldCoverTheWholeStore() throws Exception {
        for (int i = 0; i < 7; i++) {
            put(ObjectKey.of(UUID.randomUUID()));
        }
        Instant later = Instant.now().plus(Duration.ofHours(25));
        int removed = 0;
        OutputSweep.Page page = sweep.removeUnknownObjects(later, null, 3);
        removed += page.removed();
        while (page.next() != null) {
            page = sweep.removeUnknownObjects(later, page.next(), 3);
            removed += page.removed();
        }
        assertThat(removed).isEqualTo(7);
    }

    @Test
    void rowWhoseBytesAreLostShouldGoSoThatTheSandboxSendsItAgain() throws Exception {
        ObjectKey kept = storedFile("kept.txt");
        ObjectKey lost = storedFile("lost.txt");
        store.delete(lost);

        OutputSweep.Page page = sweep.removeRowsWithoutObjects(null, 10);

        assertThat(page.removed()).isEqualTo(1);
        assertThat(page.next()).isNull();
        assertThat(files.find(agent, OutputPath.file("lost.txt"))).isEmpty();
        assertThat(files.find(agent, OutputPath.file("kept.txt"))).isPresent();
        assertThat(store.size(kept)).isPresent();
        assertThat(files.usage(agent).files()).isEqualTo(1);
    }

    @Test
    void storeThatIsNotMountedShouldCostNoRow() throws Exception {
        storedFile("kept.txt");
        Path elsewhere = root.resolve("elsewhere");
        Files.move(root.resolve("objects"), elsewhere);

        try {
            sweep.removeRowsWithoutObjects(null, 10);
        } catch (io.sac.problem.SacException e) {
            assertThat(e.type()).isEqualTo(io.sac.problem.ProblemType.STORAGE_UNAVAILABLE);
        }

        assertThat(files.find(agent, OutputPath.file("kept.txt"))).isPresent();
    }

    @Test
    void halfWrittenFilesShouldGoAfterTheirTime() throws Exception {
        Path half = Files.writeString(root.resolve("objects/unfinished/half"), "half");
        Files.setLastModifiedTime(half, FileTime.from(NOW));

        assertThat(sweep.removeUnfinished(NOW.plus(UPLOAD).minusSeconds(1))).isZero();
        assertThat(sweep.removeUnfinished(NOW.plus(UPLOAD).plusSeconds(1))).isEqualTo(1);
        try (Stream<Path> left = Files.list(root.resolve("objects/unfinished"))) {
            assertThat(left).isEmpty();
        }
    }

    private long count(String table) {
        return sql.list(row -> row.getLong(1), "select count(*) from " + table).getFirst();
    }
}
