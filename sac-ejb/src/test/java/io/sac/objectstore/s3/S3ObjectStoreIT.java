package io.sac.objectstore.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sac.objectstore.ObjectKey;
import io.sac.objectstore.ObjectStore;
import io.sac.objectstore.ObjectStoreContract;
import io.sac.problem.ProblemType;
import io.sac.problem.SacException;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(S3MockServer.Extension.class)
class S3ObjectStoreIT implements ObjectStoreContract {
    private final S3MockServer server;
    private final S3ObjectStore store;

    S3ObjectStoreIT(S3MockServer server) {
        this.server = server;
        this.store = new S3ObjectStore(server.settings());
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Override
    public ObjectStore testee() {
        return store;
    }

    /** Two parts and a bit. */
    @Override
    public int largeSize() {
        return 11 * 1024 * 1024;
    }

    @Test
    void anotherPrefixShouldNotBeListed() throws Exception {
        ObjectKey key = ObjectStoreContract.newKey();
        try (var other =
                new S3ObjectStore(with(server.settings(), server.settings().bucket(), "other"))) {
            other.put(key, 1, new ByteArrayInputStream(new byte[1]));
            assertThat(other.size(key)).hasValue(1);
        }
        assertThat(store.size(key)).isEmpty();
        assertThat(store.list(null, 1000)).noneMatch(each -> each.key().equals(key));
    }

    @Test
    void settingsShouldNotTellTheirKeys() {
        assertThat(server.settings().toString()).contains("sac").doesNotContain("secret");
    }

    private static S3Settings with(S3Settings settings, String bucket, String prefix) {
        return new S3Settings(
                settings.endpoint(),
                settings.region(),
                bucket,
                prefix,
                settings.accessKey(),
                settings.secretKey(),
                settings.pathStyle(),
                settings.partBytes(),
                settings.concurrentUploads());
    }

    @Nested
    class WhenBucketIsMissing {
        @Test
        void everythingShouldBeUnavailable() {
            try (var missing = new S3ObjectStore(with(server.settings(), "no-such-bucket", "x"))) {
                assertUnavailable(missing::checkHealth);
                assertUnavailable(() -> missing.size(ObjectStoreContract.newKey()));
                assertUnavailable(() -> missing.open(ObjectStoreContract.newKey()));
                assertUnavailable(
                        () -> missing.put(ObjectStoreContract.newKey(), 1, new ByteArrayInputStream(new byte[1])));
            }
        }
    }

    @Nested
    class WhenHostIsUnavailable {
        @Test
        void everythingShouldBeUnavailable() {
            var settings = new S3Settings(
                    Optional.of(URI.create("http://127.0.0.1:1")),
                    "us-east-1",
                    "sac",
                    "",
                    Optional.of("key"),
                    Optional.of("secret"),
                    true,
                    5 * 1024 * 1024,
                    1);
            try (var down = new S3ObjectStore(settings)) {
                assertUnavailable(down::checkHealth);
                assertUnavailable(() -> down.open(ObjectStoreContract.newKey()));
                assertUnavailable(() -> down.delete(ObjectStoreContract.newKey()));
                assertUnavailable(
                        () -> down.put(ObjectStoreContract.newKey(), 1, new ByteArrayInputStream(new byte[1])));
            }
        }
    }

    private static void assertUnavailable(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        SacException.class, e -> assertThat(e.type()).isEqualTo(ProblemType.STORAGE_UNAVAILABLE));
    }
}
