package io.sac.sidecar;

import io.sac.sidecar.config.SidecarConfig;
import java.nio.file.Path;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts the sidecar of one agent: {@code Main <sidecar.json>}; {@code Main train} makes a training run for the AOT cache. */
public final class Main {

    static {
        System.setProperty("org.jboss.logging.provider", "slf4j");
    }

    private Main() {}

    /** Runs until the sidecar is shut down. */
    public static void main(String[] arguments) throws Exception {
        if (arguments.length != 1) {
            System.err.println("usage: Main <sidecar.json> | train");
            System.exit(2);
        }
        Logger log = LoggerFactory.getLogger(Main.class);
        if (arguments[0].equals("train")) {
            Training.run();
            System.exit(0);
        }
        Sidecar.settle();
        Sidecar sidecar = new Sidecar(SidecarConfig.read(Path.of(arguments[0])));
        sidecar.start();
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(() -> sidecar.end(Duration.ofSeconds(2))));
        sidecar.awaitEnd();
        log.info("sidecar ended");
        System.exit(0);
    }
}
