package io.sac.sidecar;

import com.google.gson.JsonObject;
import io.sac.sidecar.config.LocalState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the runtime which process this is and where it listens; gone after an orderly end. */
final class RunFile {
    private static final Logger LOG = LoggerFactory.getLogger(RunFile.class);

    private final Path file;
    private final LocalState local;

    RunFile(Path file, LocalState local) {
        this.file = file;
        this.local = local;
    }

    void write() throws IOException {
        ProcessHandle self = ProcessHandle.current();
        JsonObject json = new JsonObject();
        json.addProperty("pid", self.pid());
        json.addProperty(
                "started_at",
                self.info().startInstant().map(Instant::toEpochMilli).orElse(0L));
        json.addProperty("port", local.port());
        json.addProperty("version", Version.current());
        json.addProperty("hook_port", local.hookPort());
        json.addProperty("model_port", local.modelPort());
        LocalState.writePrivately(file, json.toString());
    }

    void remove() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.warn("the run file cannot be removed", e);
        }
    }
}
