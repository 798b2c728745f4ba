package io.sac.sidecar.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RingTest {
    private static final int CAPACITY = 64 * 1024;

    @TempDir
    private Path folder;

    @Test
    void readShouldGiveWhatWasAppendedAtItsOffset() throws Exception {
        Random random = new Random(1);
        byte[] all = new byte[300_000];
        random.nextBytes(all);
        try (Ring ring = Ring.open(folder.resolve("ring"), CAPACITY)) {
            int at = 0;
            while (at < all.length) {
                int length = Math.min(all.length - at, 1 + random.nextInt(9000));
                ring.append(Arrays.copyOfRange(all, at, at + length), 0);
                at += length;
                assertThat(ring.head()).isEqualTo(at);
                long start = ring.start();
                assertThat(start).isEqualTo(Math.max(0, at - CAPACITY));
                int from = (int) start + random.nextInt((int) (at - start) + 1);
                byte[] read = new byte[20_000];
                int count = ring.read(from, read, 0, read.length);
                assertThat(count).isEqualTo(Math.min(read.length, at - from));
                assertThat(Arrays.copyOf(read, count)).isEqualTo(Arrays.copyOfRange(all, from, from + count));
            }
            assertThat(ring.read(ring.start() - 1, new byte[1], 0, 1)).isEqualTo(-1);
            assertThat(ring.read(ring.head() + 1, new byte[1], 0, 1)).isEqualTo(-1);
            assertThat(ring.read(ring.head(), new byte[1], 0, 1)).isZero();
        }
    }

    @Test
    void openShouldFindTheRingOfBeforeAndItsViewers() throws Exception {
        Path file = folder.resolve("ring");
        ViewerId viewer = ViewerId.of("login", "tab");
        try (Ring ring = Ring.open(file, CAPACITY)) {
            ring.append("hello".getBytes(StandardCharsets.UTF_8), 0);
            assertThat(ring.inputOffsets().greet(viewer)).isEmpty();
            assertThat(ring.inputOffsets().of(viewer)).isEqualTo(OptionalLong.of(0));
            ring.inputOffsets().add(viewer, 7);
        }
        try (Ring ring = Ring.open(file, CAPACITY)) {
            byte[] read = new byte[10];
            assertThat(ring.head()).isEqualTo(5);
            assertThat(ring.read(0, read, 0, 10)).isEqualTo(5);
            assertThat(new String(read, 0, 5, StandardCharsets.UTF_8)).isEqualTo("hello");
            assertThat(ring.inputOffsets().greet(viewer)).isEqualTo(OptionalLong.of(7));
        }
        try (Ring ring = Ring.open(file, 2 * CAPACITY)) {
            assertThat(ring.head()).isZero();
        }
    }

    @Test
    void inputOffsetsShouldForgetTheOldestViewers() throws Exception {
        try (Ring ring = Ring.open(folder.resolve("ring"), CAPACITY)) {
            for (int n = 0; n <= InputOffsets.MAX; n++) {
                ring.inputOffsets().greet(ViewerId.of("login", "tab" + n));
                ring.inputOffsets().add(ViewerId.of("login", "tab" + n), n);
            }
            assertThat(ring.inputOffsets().of(ViewerId.of("login", "tab0"))).isEmpty();
            assertThat(ring.inputOffsets().of(ViewerId.of("login", "tab1"))).hasValue(1);
            assertThat(ring.inputOffsets().of(ViewerId.of("login", "tab" + InputOffsets.MAX)))
                    .hasValue(InputOffsets.MAX);
        }
    }

    @Test
    void brokenHeaderShouldBeginAnew() throws Exception {
        Path file = Files.writeString(folder.resolve("ring"), "not a ring at all, and long enough");
        try (Ring ring = Ring.open(file, CAPACITY)) {
            assertThat(ring.head()).isZero();
        }
    }
}
