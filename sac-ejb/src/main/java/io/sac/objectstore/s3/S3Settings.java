package io.sac.objectstore.s3;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Which bucket holds the objects and how it is reached.
 *
 * @param endpoint of a compatible server; absent for Amazon's own
 * @param prefix before every key, so that several installations can share a bucket
 * @param accessKey absent: the usual places of the AWS SDK are asked (environment, web identity, instance)
 * @param pathStyle the bucket is in the path instead of in the host name
 * @param partBytes content is sent in parts of this size, each held in memory, signed and repeated if it fails
 */
@Dependent
public record S3Settings(
        Optional<URI> endpoint,
        String region,
        String bucket,
        String prefix,
        Optional<String> accessKey,
        Optional<String> secretKey,
        boolean pathStyle,
        int partBytes,
        int concurrentUploads) {

    private static final int SMALLEST_PART = 5 * 1024 * 1024;

    @Inject
    public S3Settings(
            @ConfigProperty(name = "sac.object-store.s3.endpoint") Optional<URI> endpoint,
            @ConfigProperty(name = "sac.object-store.s3.region") String region,
            @ConfigProperty(name = "sac.object-store.s3.bucket") String bucket,
            @ConfigProperty(name = "sac.object-store.s3.prefix") String prefix,
            @ConfigProperty(name = "sac.object-store.s3.access-key") Optional<String> accessKey,
            @ConfigProperty(name = "sac.object-store.s3.secret-key") Optional<String> secretKey,
            @ConfigProperty(name = "sac.object-store.s3.path-style") boolean pathStyle,
            @ConfigProperty(name = "sac.object-store.s3.part-bytes") int partBytes,
            @ConfigProperty(name = "sac.object-store.s3.concurrent-uploads") int concurrentUploads) {
        if (partBytes < SMALLEST_PART) {
            throw new IllegalArgumentException("sac.object-store.s3.part-bytes is at least 5242880, as S3 demands.");
        }
        this.endpoint = endpoint;
        this.region = region;
        this.bucket = bucket;
        this.prefix = prefix.isEmpty() || prefix.endsWith("/") ? prefix : prefix + "/";
        this.accessKey = accessKey;
        this.secretKey = secretKey;
        this.pathStyle = pathStyle;
        this.partBytes = partBytes;
        this.concurrentUploads = concurrentUploads;
    }

    /** Without the keys, so that no log line can hold them. */
    @Override
    public String toString() {
        return "bucket " + bucket + " at " + endpoint.map(URI::toString).orElse("Amazon S3 in " + region);
    }
}
