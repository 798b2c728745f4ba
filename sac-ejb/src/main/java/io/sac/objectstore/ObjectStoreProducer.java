package io.sac.objectstore;

import io.sac.platform.Adapter;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Chooses the adapter that {@code SAC_OBJECT_STORE} names. */
@ApplicationScoped
public class ObjectStoreProducer {
    private static final Logger LOG = LoggerFactory.getLogger(ObjectStoreProducer.class);

    @Produces
    @ApplicationScoped
    ObjectStore objectStore(@Any Instance<ObjectStore> stores, @ConfigProperty(name = "SAC_OBJECT_STORE") String name) {
        Instance<ObjectStore> chosen = stores.select(Adapter.Literal.of(name));
        if (chosen.isUnsatisfied()) {
            throw new IllegalStateException("SAC_OBJECT_STORE is \"" + name + "\"; it can be directory or s3.");
        }
        ObjectStore store = chosen.get();
        LOG.info("object store: {}", name);
        return store;
    }
}
