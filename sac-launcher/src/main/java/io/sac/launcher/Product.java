package io.sac.launcher;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * What the build made and the launcher runs.
 *
 * @param wlp Open Liberty
 * @param serverTemplate the server's configuration, application and JDBC driver
 * @param services the jar with the migrations
 * @param sidecar the sidecar's jars
 * @param startCaches where what the server's Java has learned of its starts is kept
 */
public record Product(Path wlp, Path serverTemplate, Path services, Path sidecar, Path startCaches) {
    static final String SERVER = "sac";

    /** In a checkout, where Maven put it. */
    public static Product of(Path project) {
        Path wlp = project.resolve("sac-ear/target/liberty/wlp");
        return new Product(
                wlp,
                wlp.resolve("usr/servers").resolve(SERVER),
                project.resolve("sac-ejb/target/sac-ejb.jar"),
                project.resolve("sac-sidecar/target/app"),
                project.resolve("sac-ear/target/start-caches"));
    }

    public Path application() {
        return serverTemplate.resolve("apps/sac-ear.ear");
    }

    boolean complete() {
        return Files.isExecutable(wlp.resolve("bin/server"))
                && Files.isRegularFile(application())
                && Files.isRegularFile(services)
                && Files.isDirectory(sidecar);
    }

    List<Path> sidecarJars() throws IOException {
        List<Path> jars = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(sidecar, "*.jar")) {
            found.forEach(jars::add);
        }
        Collections.sort(jars);
        return jars;
    }
}
