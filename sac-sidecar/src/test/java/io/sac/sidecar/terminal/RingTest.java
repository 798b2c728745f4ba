package io.sac.sidecar.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.RandomAccessFile;
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
    void openShouldNotPresentWhatAKilledSidecarHadHalfWritten() throws Exception {
        Path file = folder.resolve("ring");
        byte[] all = new byte[200_000];
        new Random(5).nextBytes(all);
        try (Ring ring = Ring.open(file, CAPACITY)) {
            for (int at = 0; at < all.length; at += 50_000) {
                ring.append(Arrays.copyOfRange(all, at, at + 50_000), 0);
            }
        }
        // Killed between the bytes of a piece and the head that tells of them.
        byte[] torn = new byte[CAPACITY / 4];
        try (RandomAccessFile raw = new RandomAccessFile(file.toFile(), "rw")) {
            int at = all.length % CAPACITY;
            int first = Math.min(torn.length, CAPACITY - at);
            raw.seek(Ring.HEADER_BYTES + at);
            raw.write(torn, 0, first);
            raw.seek(Ring.HEADER_BYTES);
            raw.write(torn, 0, torn.length - first);
        }
        try (Ring ring = Ring.open(file, CAPACITY)) {
            assertThat(ring.head()).isEqualTo(all.length);
            assertThat(ring.start()).isEqualTo(all.length - CAPACITY * 3 / 4);
            byte[] read = new byte[CAPACITY];
            int count = ring.read(ring.start(), read, 0, read.length);
            assertThat(Arrays.copyOf(read, count)).isEqualTo(Arrays.copyOfRange(all, (int) ring.start(), all.length));
        }
    }

    @Test
    void inputThatWasBeingWrittenShouldCountAfterAKill() throws Exception {
        Path file = folder.resolve("ring");
        ViewerId viewer = ViewerId.of("login", "tab");
        try (Ring ring = Ring.open(file, CAPACITY)) {
            ring.append("prompt".getBytes(StandardCharsets.UTF_8), 0);
            ring.inputOffsets().greet(viewer);
            ring.inputOffsets().claim(viewer, 10);
            ring.inputOffsets().settle(viewer, 10, 4);
            assertThat(ring.inputOffsets().of(viewer)).hasValue(4);
            ring.inputOffsets().claim(viewer, 6);
            assertThat(ring.inputOffsets().of(viewer)).hasValue(4);
        }
        try (Ring ring = Ring.open(file, CAPACITY)) {
            assertThat(ring.inputOffsets().of(viewer)).hasValue(10);
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
