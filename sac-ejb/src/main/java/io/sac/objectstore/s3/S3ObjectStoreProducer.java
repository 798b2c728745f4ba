package io.sac.objectstore.s3;

import io.sac.objectstore.ObjectStore;
import io.sac.platform.Adapter;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;

/** Makes the adapter for the configured bucket. */
@ApplicationScoped
public class S3ObjectStoreProducer {

    @Produces
    @Dependent
    @Adapter("s3")
    ObjectStore s3(S3Settings settings) {
        return new S3ObjectStore(settings);
    }
}
