package io.sac.output.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.sac.objectstore.ObjectKey;
import io.sac.objectstore.StoredContent;
import io.sac.objectstore.persistence.SqlStoredObjectRepository;
import io.sac.output.ContentTypes;
import io.sac.output.OutputFile;
import io.sac.output.OutputPath;
import io.sac.output.OutputRepository.LevelPosition;
import io.sac.output.OutputRepository.RecentPosition;
import io.sac.output.OutputRow;
import io.sac.output.OutputUpload;
import io.sac.output.OutputUsage;
import io.sac.output.Tombstone;
import io.sac.platform.persistence.TestSql;
import io.sac.testing.DatabaseExtension;
import io.sac.testing.TestDatabase;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(DatabaseExtension.class)
class SqlOutputRepositoryIT {
    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
    private static final String SHA = "0".repeat(64);

    private final TestSql sql;
    private final SqlOutputRepository files;
    private final SqlStoredObjectRepository objects;
    private final long agent;

    SqlOutputRepositoryIT(TestDatabase database) {
        sql = new TestSql(database::connect);
        files = new SqlOutputRepository(sql);
        objects = new SqlStoredObjectRepository(sql);
        agent = sql.newAgent();
    }

    private OutputRow save(String path, long size, long revision, Instant now) {
        ObjectKey key = ObjectKey.of(UUID.randomUUID());
        objects.intend(key, now);
        objects.confirm(key, now);
        files.lock(agent);
        var upload = new OutputUpload(OutputPath.file(path), size, now, revision);
        return files.save(agent, upload, key, new StoredContent(size, SHA), ContentTypes.of(path), now);
    }

    private OutputRow save(String path) {
        return save(path, 10, 1, NOW);
    }

    private String stateOf(ObjectKey key) {
        return sql.list(row -> row.getString(1), "select state from stored_object where object_key = ?", key.value())
                .getFirst();
    }

    @Test
    void saveShouldReplaceTheFileAndDoomItsObject() {
        OutputRow old = save("a.txt", 10, 1, NOW);
        OutputRow replaced = save("a.txt", 25, 2, NOW.plusSeconds(5));
        assertThat(replaced.id()).isEqualTo(old.id());
        assertThat(replaced.createdAt()).isEqualTo(NOW);
        assertThat(replaced.changedAt()).isEqualTo(NOW.plusSeconds(5));
        assertThat(files.usage(agent)).isEqualTo(new OutputUsage(1, 25));
        assertThat(stateOf(old.key())).isEqualTo("doomed");
        assertThat(stateOf(replaced.key())).isEqualTo("stored");
    }

    @Test
    void deletionOfAnAgentShouldDoomItsObjects() {
        OutputRow row = save("a.txt");
        sql.update("delete from agent where id = ?", agent);
        assertThat(stateOf(row.key())).isEqualTo("doomed");
        assertThat(files.lock(agent)).isEmpty();
    }

    @Test
    void levelShouldShowFoldersFirstAndSumThemUp() {
        save("b.txt", 1, 1, NOW);
        save("sub/x/deep.txt", 7, 1, NOW);
        save("sub/y.txt", 5, 1, NOW.plusSeconds(9));
        save("Z.txt", 2, 1, NOW);
        save("sub.txt", 3, 1, NOW);
        List<OutputFile> root = files.level(agent, OutputPath.folder(""), null, 10);
        assertThat(root)
                .extracting(OutputFile::path, OutputFile::directory, OutputFile::size)
                .containsExactly(
                        tuple("sub/", true, 12L),
                        tuple("Z.txt", false, 2L),
                        tuple("b.txt", false, 1L),
                        tuple("sub.txt", false, 3L));
        assertThat(root.getFirst().modifiedAt()).isEqualTo(NOW.plusSeconds(9));
        assertThat(files.level(agent, OutputPath.folder("sub"), null, 10))
                .extracting(OutputFile::path)
                .containsExactly("sub/x/", "sub/y.txt");
    }

    @Test
    void levelShouldComeInPagesWithoutGapsWhateverTheNames() {
        List<String> names =
                List.of("ä", "a%b", "a_b", "\u4f60\u597d", "😀", "z", "Z", "a\nb", "'; drop table x; --", "-");
        names.forEach(name -> save(name + ".txt"));
        names.forEach(name -> save("d" + name + "/in.txt"));
        var seen = new ArrayList<String>();
        LevelPosition after = null;
        List<OutputFile> page;
        do {
            page = files.level(agent, OutputPath.folder(""), after, 3);
            page.forEach(file -> seen.add(file.path()));
            if (!page.isEmpty()) {
                after = new LevelPosition(
                        page.getLast().directory(), page.getLast().name());
            }
        } while (page.size() == 3);
        assertThat(seen).hasSize(20).doesNotHaveDuplicates();
        names.forEach(name -> assertThat(seen).contains(name + ".txt", "d" + name + "/"));
    }

    @Test
    void recentShouldShowTheLatestChangeFirstAlsoWhenTimesAreEqual() {
        for (int i = 0; i < 5; i++) {
            save("f" + i, 1, 1, i < 3 ? NOW : NOW.plusSeconds(i));
        }
        List<OutputRow> first = files.recent(agent, null, 2);
        List<OutputRow> rest = files.recent(
                agent,
                new RecentPosition(first.getLast().changedAt(), first.getLast().id()),
                10);
        assertThat(first).extracting(row -> row.path().value()).containsExactly("f4", "f3");
        assertThat(rest).extracting(row -> row.path().value()).containsExactly("f2", "f1", "f0");
    }

    @Test
    void deleteOfAFolderShouldTakeAllOfItAndNothingBeside() {
        save("d/a");
        save("d/e/b");
        save("d.txt");
        save("d0");
        save("d-x/c");
        files.lock(agent);
        assertThat(files.delete(agent, OutputPath.folder("d"), null)).isEqualTo(2);
        assertThat(files.beneath(agent, OutputPath.folder(""), null, 10))
                .extracting(row -> row.path().value())
                .containsExactly("d-x/c", "d.txt", "d0");
        assertThat(files.usage(agent)).isEqualTo(new OutputUsage(3, 30));
    }

    @Test
    void deleteShouldLeaveNewerRevisions() {
        save("d/old", 1, 5, NOW);
        save("d/new", 1, 9, NOW);
        assertThat(files.delete(agent, OutputPath.folder("d"), 7L)).isEqualTo(1);
        assertThat(files.delete(agent, OutputPath.file("d/new"), 8L)).isZero();
        assertThat(files.delete(agent, OutputPath.file("d/new"), 9L)).isEqualTo(1);
    }

    @Test
    void tombstonesShouldCoverWhatIsInAFolder() {
        files.bury(agent, OutputPath.folder("d"), null, true, NOW);
        files.bury(agent, OutputPath.file("x"), 7L, false, NOW);
        assertThat(files.tombstones(agent, OutputPath.file("d/e/f")))
                .containsExactly(new Tombstone("d/", null, true, NOW));
        assertThat(files.tombstones(agent, OutputPath.file("x"))).containsExactly(new Tombstone("x", 7L, false, NOW));
        assertThat(files.tombstones(agent, OutputPath.file("dd"))).isEmpty();
        assertThat(files.pendingTombstones(agent, 10)).containsExactly("d/");
        assertThat(files.removeTombstones(NOW.plusSeconds(1), 10)).isEqualTo(1);
        files.exhume(agent, OutputPath.folder("d"));
        assertThat(files.tombstones(agent, OutputPath.file("d/e/f"))).isEmpty();
    }

    @Test
    void aRushOfUploadsShouldCountRight() throws InterruptedException {
        var threads = new ArrayList<Thread>();
        for (int t = 0; t < 4; t++) {
            int number = t;
            threads.add(Thread.ofPlatform().start(() -> {
                for (int i = 0; i < 20; i++) {
                    int each = i;
                    sql.inTransaction(() -> save("rush/" + each % 10, 5, number * 100L + each, NOW));
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(files.usage(agent)).isEqualTo(new OutputUsage(10, 50));
    }
}
