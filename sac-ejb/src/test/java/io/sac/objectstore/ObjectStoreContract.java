package io.sac.objectstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What every adapter of {@link ObjectStore} must do. */
public interface ObjectStoreContract {

    /** A store that may hold other tests' objects. */
    ObjectStore testee();

    /** More than the adapter sends at once. */
    default int largeSize() {
        return 300_000;
    }

    static ObjectKey newKey() {
        return ObjectKey.of(UUID.randomUUID());
    }

    private static InputStream bytes(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    private byte[] read(ObjectKey key) throws IOException {
        try (InputStream content = testee().open(key).orElseThrow()) {
            return content.readAllBytes();
        }
    }

    @Test
    default void putShouldKeepContentAndTellItsDigest() throws IOException {
        ObjectKey key = newKey();
        StoredContent stored = testee().put(key, 5, bytes("hello"));
        assertThat(stored)
                .isEqualTo(new StoredContent(5, "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"));
        assertThat(read(key)).asString(StandardCharsets.UTF_8).isEqualTo("hello");
        assertThat(testee().size(key)).hasValue(5);
    }

    @Test
    default void putShouldKeepAnEmptyObject() throws IOException {
        ObjectKey key = newKey();
        testee().put(key, 0, InputStream.nullInputStream());
        assertThat(testee().size(key)).hasValue(0);
        assertThat(read(key)).isEmpty();
    }

    @Test
    default void putShouldKeepALargeObject() throws IOException {
        byte[] large = new byte[largeSize()];
        new Random(7).nextBytes(large);
        ObjectKey key = newKey();
        StoredContent stored = testee().put(key, large.length, new ByteArrayInputStream(large));
        assertThat(stored.sha256())
                .isEqualTo(HexFormat.of().formatHex(Sha256.newDigest().digest(large)));
        assertThat(read(key)).isEqualTo(large);
    }

    @Test
    default void putShouldReplaceWhatWasThere() throws IOException {
        ObjectKey key = newKey();
        testee().put(key, 3, bytes("old"));
        testee().put(key, 5, bytes("newer"));
        assertThat(read(key)).asString(StandardCharsets.UTF_8).isEqualTo("newer");
    }

    @Test
    default void putShouldLeaveNothingOfContentThatEndsEarly() {
        ObjectKey key = newKey();
        assertThatThrownBy(() -> testee().put(key, 6, bytes("short"))).isInstanceOf(IOException.class);
        assertThat(testee().size(key)).isEmpty();
    }

    @Test
    default void putShouldLeaveNothingOfContentThatIsTooLong() {
        ObjectKey key = newKey();
        assertThatThrownBy(() -> testee().put(key, 3, bytes("long"))).isInstanceOf(IOException.class);
        assertThat(testee().size(key)).isEmpty();
    }

    @Test
    default void putShouldPassOnWhyContentCannotBeReadAndLeaveNothing() {
        ObjectKey key = newKey();
        InputStream broken = new InputStream() {
            private int left = largeSize() - 1;

            @Override
            public int read() throws IOException {
                if (left == 0) {
                    throw new IOException("the line is cut");
                }
                left--;
                return 'x';
            }
        };
        assertThatThrownBy(() -> testee().put(key, largeSize(), broken)).hasMessageContaining("the line is cut");
        assertThat(testee().size(key)).isEmpty();
    }

    @Test
    default void openShouldGiveARange() throws IOException {
        ObjectKey key = newKey();
        testee().put(key, 10, bytes("0123456789"));
        try (InputStream middle = testee().open(key, 3, 4).orElseThrow()) {
            assertThat(middle.readAllBytes()).asString(StandardCharsets.UTF_8).isEqualTo("3456");
        }
        try (InputStream end = testee().open(key, 8, 100).orElseThrow()) {
            assertThat(end.readAllBytes()).asString(StandardCharsets.UTF_8).isEqualTo("89");
        }
    }

    @Test
    default void openShouldAllowToStopReading() throws IOException {
        byte[] large = new byte[largeSize()];
        ObjectKey key = newKey();
        testee().put(key, large.length, new ByteArrayInputStream(large));
        try (InputStream content = testee().open(key).orElseThrow()) {
            assertThat(content.read()).isZero();
        }
        assertThat(read(key)).hasSize(large.length);
    }

    @Test
    default void unknownKeyShouldBeEmpty() {
        assertThat(testee().open(newKey())).isEmpty();
        assertThat(testee().open(newKey(), 1, 1)).isEmpty();
        assertThat(testee().size(newKey())).isEmpty();
    }

    @Test
    default void deleteShouldRemoveAndBeRepeatable() throws IOException {
        ObjectKey key = newKey();
        testee().put(key, 1, bytes("x"));
        testee().delete(key);
        testee().delete(key);
        assertThat(testee().size(key)).isEmpty();
        assertThat(testee().open(key)).isEmpty();
    }

    @Test
    default void listShouldGoThroughAllKeysInOrder() throws IOException {
        List<ObjectKey> keys =
                Stream.generate(ObjectStoreContract::newKey).limit(7).sorted().toList();
        for (ObjectKey key : keys) {
            testee().put(key, 2, bytes("ab"));
        }
        var seen = new ArrayList<ObjectKey>();
        List<ListedObject> page = testee().list(null, 3);
        while (!page.isEmpty()) {
            assertThat(page).hasSizeLessThanOrEqualTo(3);
            page.stream().map(ListedObject::key).forEach(seen::add);
            page = testee().list(page.getLast().key(), 3);
        }
        assertThat(seen).isSorted().doesNotHaveDuplicates().containsAll(keys);
        ListedObject first = testee().list(null, 1000).stream()
                .filter(each -> each.key().equals(keys.getFirst()))
                .findFirst()
                .orElseThrow();
        assertThat(first.size()).isEqualTo(2);
        assertThat(first.modifiedAt())
                .isBetween(
                        Instant.now().minus(Duration.ofMinutes(5)),
                        Instant.now().plus(Duration.ofMinutes(5)));
    }

    @Test
    default void healthyStoreShouldSayNothing() {
        testee().checkHealth();
    }

    @Test
    default void removeUnfinishedShouldLeaveFinishedObjects() throws IOException {
        ObjectKey key = newKey();
        testee().put(key, 1, bytes("x"));
        testee().removeUnfinished(Instant.now().plus(Duration.ofHours(1)));
        assertThat(testee().size(key)).hasValue(1);
    }
}
