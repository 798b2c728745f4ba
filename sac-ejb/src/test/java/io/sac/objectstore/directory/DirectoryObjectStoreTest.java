package io.sac.objectstore.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sac.objectstore.ObjectKey;
import io.sac.objectstore.ObjectStore;
import io.sac.objectstore.ObjectStoreContract;
import io.sac.objectstore.ObjectStoreProblems;
import io.sac.problem.ProblemType;
import io.sac.problem.SacException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryObjectStoreTest implements ObjectStoreContract {
    @TempDir
    Path folder;

    private ObjectStore store;

    @BeforeEach
    void open() {
        store = new DirectoryObjectStore(folder.resolve("objects"));
    }

    @Override
    public ObjectStore testee() {
        return store;
    }

    @Test
    void objectsShouldOutliveTheStore() throws IOException {
        ObjectKey key = ObjectStoreContract.newKey();
        store.put(key, 1, new ByteArrayInputStream(new byte[1]));
        assertThat(new DirectoryObjectStore(folder.resolve("objects")).size(key))
                .hasValue(1);
    }

    @Test
    void removeUnfinishedShouldRemoveWhatACrashLeft() throws IOException {
        Path left = folder.resolve("objects/unfinished/" + ObjectStoreContract.newKey() + ".x");
        Files.writeString(left, "half");
        assertThat(store.removeUnfinished(Instant.now().minusSeconds(60))).isZero();
        assertThat(store.removeUnfinished(Instant.now().plusSeconds(60))).isEqualTo(1);
        assertThat(left).doesNotExist();
    }

    @Test
    void folderOfADiskThatIsNotMountedShouldBeUnavailableInsteadOfEmpty() throws IOException {
        ObjectKey key = ObjectStoreContract.newKey();
        store.put(key, 1, new ByteArrayInputStream(new byte[1]));
        Files.move(folder.resolve("objects"), folder.resolve("elsewhere"));
        Files.createDirectories(folder.resolve("objects/unfinished"));
        assertUnavailable(() -> store.size(key));
        assertUnavailable(() -> store.open(key));
        assertUnavailable(() -> store.list(null, 10));
        assertUnavailable(() -> store.put(key, 1, new ByteArrayInputStream(new byte[1])));
        assertUnavailable(() -> store.checkHealth());
    }

    @Test
    void fullDiskShouldBeSaidInWords() {
        assertThat(ObjectStoreProblems.from(new IOException("No space left on device")))
                .returns(ProblemType.STORAGE_FULL, SacException::type)
                .hasMessageContaining("full");
        assertThat(ObjectStoreProblems.from(new IOException("Input/output error")))
                .returns(ProblemType.STORAGE_UNAVAILABLE, SacException::type);
    }

    private static void assertUnavailable(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        SacException.class, e -> assertThat(e.type()).isEqualTo(ProblemType.STORAGE_UNAVAILABLE))
                .hasMessageContaining("mounted");
    }
}
