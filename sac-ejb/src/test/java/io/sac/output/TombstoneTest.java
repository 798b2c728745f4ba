package io.sac.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class TombstoneTest {
    private static final Instant DELETED = Instant.parse("2026-11-21T10:00:00Z");

    private static OutputUpload upload(long revision, Instant modifiedAt) {
        return new OutputUpload(OutputPath.file("a"), 1, modifiedAt, revision);
    }

    @Test
    void deletionInTheSandboxShouldOutliveOlderRevisions() {
        var stone = new Tombstone("a", 7L, false, DELETED);
        assertThat(stone.outlives(upload(6, DELETED))).isTrue();
        assertThat(stone.outlives(upload(8, DELETED.minusSeconds(60)))).isFalse();
    }

    @Test
    void deletionByAPersonShouldOutliveWhatWasWrittenBefore() {
        var stone = new Tombstone("a", null, true, DELETED);
        assertThat(stone.outlives(upload(99, DELETED))).isTrue();
        assertThat(stone.outlives(upload(1, DELETED.plusMillis(1)))).isFalse();
    }
}
