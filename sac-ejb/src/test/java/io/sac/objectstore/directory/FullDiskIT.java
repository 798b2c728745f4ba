package io.sac.objectstore.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.sac.objectstore.ObjectStoreContract;
import io.sac.problem.ProblemType;
import io.sac.problem.SacException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk of one megabyte that is really full; needs the right to mount one. */
class FullDiskIT {
    @TempDir
    Path disk;

    private boolean mounted;

    @BeforeEach
    void mount() throws Exception {
        mounted = run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", disk.toString()) == 0;
        assumeThat(mounted).as("may mount").isTrue();
    }

    @AfterEach
    void unmount() throws Exception {
        if (mounted) {
            run("umount", disk.toString());
        }
    }

    @Test
    void putShouldSayThatTheStorageIsFullAndKeepWhatWasThere() throws IOException {
        var store = new DirectoryObjectStore(disk.resolve("objects"));
        var kept = ObjectStoreContract.newKey();
        store.put(kept, 100_000, new ByteArrayInputStream(new byte[100_000]));
        assertThatThrownBy(() -> store.put(
                        ObjectStoreContract.newKey(), 5_000_000, new ByteArrayInputStream(new byte[5_000_000])))
                .isInstanceOfSatisfying(
                        SacException.class, e -> assertThat(e.type()).isEqualTo(ProblemType.STORAGE_FULL));
        assertThat(store.size(kept)).hasValue(100_000);
        store.put(ObjectStoreContract.newKey(), 1000, new ByteArrayInputStream(new byte[1000]));
    }

    private static int run(String... command) throws Exception {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }
}
