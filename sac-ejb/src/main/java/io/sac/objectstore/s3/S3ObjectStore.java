package io.sac.objectstore.s3;

import io.sac.objectstore.ListedObject;
import io.sac.objectstore.ObjectKey;
import io.sac.objectstore.ObjectStore;
import io.sac.objectstore.ObjectStoreProblems;
import io.sac.objectstore.Sha256;
import io.sac.objectstore.StoredContent;
import io.sac.problem.SacException;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.StreamCorruptedException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Keeps objects in a bucket. Content goes out in parts that are held in memory one at a time, so each can be signed and
 * repeated, over plain HTTP and with servers that know neither trailing checksums nor chunked signatures.
 */
public class S3ObjectStore implements ObjectStore, AutoCloseable {
    private static final int MOST_PARTS = 10_000;
    private static final Duration WAIT_FOR_A_TURN = Duration.ofSeconds(30);

    private final S3Settings settings;
    private final S3Client client;
    private final Semaphore uploads;

    public S3ObjectStore(S3Settings settings) {
        this(settings, newClient(settings));
    }

    S3ObjectStore(S3Settings settings, S3Client client) {
        this.settings = settings;
        this.client = client;
        this.uploads = new Semaphore(settings.concurrentUploads(), true);
    }

    private static S3Client newClient(S3Settings settings) {
        var builder = S3Client.builder()
                .region(Region.of(settings.region()))
                .credentialsProvider(credentials(settings))
                .httpClientBuilder(UrlConnectionHttpClient.builder()
                        .connectionTimeout(Duration.ofSeconds(5))
                        .socketTimeout(Duration.ofSeconds(30)))
                .forcePathStyle(settings.pathStyle())
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .serviceConfiguration(
                        S3Configuration.builder().chunkedEncodingEnabled(false).build());
        settings.endpoint().ifPresent(builder::endpointOverride);
        return builder.build();
    }

    private static AwsCredentialsProvider credentials(S3Settings settings) {
        if (settings.accessKey().isPresent() && settings.secretKey().isPresent()) {
            return StaticCredentialsProvider.create(AwsBasicCredentials.create(
                    settings.accessKey().get(), settings.secretKey().get()));
        }
        return DefaultCredentialsProvider.builder().build();
    }

    @Override
    public StoredContent put(ObjectKey key, long size, InputStream content) throws IOException {
        takeTurn();
        try {
            MessageDigest digest = Sha256.newDigest();
            int partSize = Math.toIntExact(Math.max(settings.partBytes(), size / MOST_PARTS + 1));
            if (size <= partSize) {
                putWhole(key, size, content, digest);
            } else {
                putInParts(key, size, partSize, content, digest);
            }
            return new StoredContent(size, HexFormat.of().formatHex(digest.digest()));
        } finally {
            uploads.release();
        }
    }

    @Override
    public Optional<InputStream> open(ObjectKey key) {
        return open(key, null);
    }

    @Override
    public Optional<InputStream> open(ObjectKey key, long offset, long length) {
        return open(key, "bytes=" + offset + "-" + (offset + length - 1));
    }

    @Override
    public OptionalLong size(ObjectKey key) {
        try {
            return OptionalLong.of(
                    ask(() -> client.headObject(b -> b.bucket(settings.bucket()).key(nameOf(key))))
                            .contentLength());
        } catch (NoSuchKeyException e) {
            checkHealth(); // A missing bucket answers 404 as well.
            return OptionalLong.empty();
        }
    }

    @Override
    public void delete(ObjectKey key) {
        ask(() -> client.deleteObject(b -> b.bucket(settings.bucket()).key(nameOf(key))));
    }

    @Override
    public List<ListedObject> list(@Nullable ObjectKey after, int limit) {
        var found = new ArrayList<ListedObject>();
        String last = settings.prefix() + (after == null ? "" : after.value());
        while (found.size() < limit) {
            var request = ListObjectsV2Request.builder()
                    .bucket(settings.bucket())
                    .prefix(settings.prefix())
                    .startAfter(last)
                    .maxKeys(Math.min(1000, limit - found.size()))
                    .build();
            var page = ask(() -> client.listObjectsV2(request));
            for (var object : page.contents()) {
                last = object.key();
                String name = last.substring(settings.prefix().length());
                if (ObjectKey.isValid(name)) {
                    found.add(new ListedObject(new ObjectKey(name), object.size(), object.lastModified()));
                }
            }
            if (!Boolean.TRUE.equals(page.isTruncated()) || page.contents().isEmpty()) {
                break;
            }
        }
        return found;
    }

    @Override
    public int removeUnfinished(Instant startedBefore) {
        int removed = 0;
        var page = ask(() ->
                client.listMultipartUploads(b -> b.bucket(settings.bucket()).prefix(settings.prefix())));
        for (MultipartUpload upload : page.uploads()) {
            if (upload.initiated() != null && upload.initiated().isBefore(startedBefore)) {
                ask(() -> client.abortMultipartUpload(
                        b -> b.bucket(settings.bucket()).key(upload.key()).uploadId(upload.uploadId())));
                removed++;
            }
        }
        return removed;
    }

    @Override
    public void checkHealth() {
        ask(() -> client.headBucket(b -> b.bucket(settings.bucket())));
    }

    @Override
    public void close() {
        client.close();
    }

    private String nameOf(ObjectKey key) {
        return settings.prefix() + key.value();
    }

    private void takeTurn() {
        try {
            if (!uploads.tryAcquire(WAIT_FOR_A_TURN.toMillis(), TimeUnit.MILLISECONDS)) {
                throw ObjectStoreProblems.unavailable("Too many files are being stored at once. Try again soon.", null);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ObjectStoreProblems.unavailable("The server is stopping.", e);
        }
    }

    private void putWhole(ObjectKey key, long size, InputStream content, MessageDigest digest) throws IOException {
        byte[] bytes = readPart(content, Math.toIntExact(size), digest);
        requireEnd(content);
        ask(() -> client.putObject(b -> b.bucket(settings.bucket()).key(nameOf(key)), RequestBody.fromBytes(bytes)));
    }

    private void putInParts(ObjectKey key, long size, int partSize, InputStream content, MessageDigest digest)
            throws IOException {
        String upload = ask(() -> client.createMultipartUpload(
                        b -> b.bucket(settings.bucket()).key(nameOf(key))))
                .uploadId();
        boolean complete = false;
        try {
            var parts = new ArrayList<CompletedPart>();
            for (long sent = 0; sent < size; sent += partSize) {
                byte[] bytes = readPart(content, (int) Math.min(partSize, size - sent), digest);
                parts.add(putPart(key, upload, parts.size() + 1, bytes));
            }
            requireEnd(content);
            ask(() -> client.completeMultipartUpload(b -> b.bucket(settings.bucket())
                    .key(nameOf(key))
                    .uploadId(upload)
                    .multipartUpload(m -> m.parts(parts))));
            complete = true;
        } finally {
            if (!complete) {
                abort(key, upload);
            }
        }
    }

    private CompletedPart putPart(ObjectKey key, String upload, int number, byte[] bytes) {
        var answer = ask(() -> client.uploadPart(
                b -> b.bucket(settings.bucket())
                        .key(nameOf(key))
                        .uploadId(upload)
                        .partNumber(number),
                RequestBody.fromBytes(bytes)));
        return CompletedPart.builder().partNumber(number).eTag(answer.eTag()).build();
    }

    private void abort(ObjectKey key, String upload) {
        try {
            client.abortMultipartUpload(
                    b -> b.bucket(settings.bucket()).key(nameOf(key)).uploadId(upload));
        } catch (SdkException e) {
            // removeUnfinished() tries again.
        }
    }

    private static byte[] readPart(InputStream content, int length, MessageDigest digest) throws IOException {
        byte[] bytes = new byte[length];
        int read = content.readNBytes(bytes, 0, length);
        if (read < length) {
            throw new EOFException("The content ended too early.");
        }
        digest.update(bytes);
        return bytes;
    }

    private static void requireEnd(InputStream content) throws IOException {
        if (content.read() >= 0) {
            throw new StreamCorruptedException("The content is longer than it said.");
        }
    }

    private Optional<InputStream> open(ObjectKey key, @Nullable String range) {
        try {
            return Optional.of(new Download(ask(() -> client.getObject(
                    b -> b.bucket(settings.bucket()).key(nameOf(key)).range(range)))));
        } catch (NoSuchKeyException e) {
            return Optional.empty();
        }
    }

    private <T> T ask(Supplier<T> call) {
        try {
            return call.get();
        } catch (NoSuchKeyException e) {
            throw e;
        } catch (NoSuchBucketException e) {
            throw ObjectStoreProblems.unavailable("The storage for files has no bucket of the configured name.", e);
        } catch (S3Exception e) {
            throw refused(e);
        } catch (SdkClientException e) {
            throw ObjectStoreProblems.unavailable(
                    "The storage for files cannot be reached. SAC tries again by itself.", e);
        }
    }

    private static SacException refused(S3Exception e) {
        return switch (e.statusCode()) {
            case 401, 403 ->
                ObjectStoreProblems.unavailable(
                        "The storage for files refused the server's key. Ask your administrator to look at it.", e);
            case 404 ->
                ObjectStoreProblems.unavailable("The storage for files has no bucket of the configured name.", e);
            case 507 -> ObjectStoreProblems.full(e);
            default ->
                isFull(e)
                        ? ObjectStoreProblems.full(e)
                        : ObjectStoreProblems.unavailable(
                                "The storage for files does not work just now (it answered " + e.statusCode() + ").",
                                e);
        };
    }

    private static boolean isFull(S3Exception e) {
        String code = e.awsErrorDetails() == null
                ? ""
                : String.valueOf(e.awsErrorDetails().errorCode());
        return code.equals("XMinioStorageFull")
                || code.equals("QuotaExceeded")
                || code.equals("XMinioAdminBucketQuotaExceeded");
    }

    /** Whoever stops reading early must not make the connection drain the rest. */
    private static final class Download extends FilterInputStream {
        private final ResponseInputStream<GetObjectResponse> body;
        private boolean ended;

        Download(ResponseInputStream<GetObjectResponse> body) {
            super(body);
            this.body = body;
        }

        @Override
        public int read() throws IOException {
            int read = super.read();
            ended |= read < 0;
            return read;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int read = super.read(buffer, offset, length);
            ended |= read < 0;
            return read;
        }

        @Override
        public void close() throws IOException {
            if (!ended) {
                body.abort();
            }
            super.close();
        }
    }
}
