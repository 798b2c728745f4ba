package io.sac.objectstore.directory;

import io.sac.objectstore.ObjectStore;
import io.sac.platform.Adapter;
import io.sac.platform.ServerSettings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import java.nio.file.Path;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Makes the adapter in {@code SAC_HOME/objects}, or in the folder that is configured. */
@ApplicationScoped
public class DirectoryObjectStoreProducer {

    @Produces
    @Dependent
    @Adapter("directory")
    ObjectStore directory(
            ServerSettings server, @ConfigProperty(name = "sac.object-store.directory") Optional<String> folder) {
        return new DirectoryObjectStore(
                folder.map(Path::of).orElseGet(() -> server.home().resolve("objects")));
    }
}
