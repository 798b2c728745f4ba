package io.sac.bench;

import io.sac.launcher.FreePort;
import io.sac.testing.TestSac;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * How long {@code ./sac} takes to be ready again without changes, and how much of it is the server: from its process's
 * start until it is ready. It is compared, in turn, with an empty Liberty that has the same features and JVM options.
 */
public final class StartBench {
    private static final int ROUNDS = 5;
    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final Pattern FEATURES = Pattern.compile("(?s)<featureManager>.*?</featureManager>");

    private StartBench() {}

    public static void main(String[] arguments) throws Exception {
        List<Double> whole = new ArrayList<>();
        List<Double> server = new ArrayList<>();
        List<Double> empty = new ArrayList<>();
        Path wlp = TestSac.project().resolve("sac-ear/target/liberty/wlp");
        Path user = Files.createTempDirectory("sac-empty-");
        try (TestSac sac = TestSac.start(Map.of())) {
            sac.interrupt();
            emptyServer(wlp, user);
            for (int round = 0; round <= ROUNDS; round++) {
                double[] ours = again(sac);
                double reference = startEmpty(wlp, user);
                if (round == 0) {
                    continue; // it fills the caches of both
                }
                whole.add(ours[0]);
                server.add(ours[1]);
                empty.add(reference);
                System.out.printf(
                        "round %d: ./sac %.1f s, of which the server %.1f s; an empty Liberty %.1f s%n",
                        round, ours[0], ours[1], reference);
            }
        } finally {
            delete(user);
        }
        System.out.printf(
                "start, median of %d: ./sac %.1f s, the server %.1f s, ratio to an empty Liberty %.2f%n",
                ROUNDS, median(whole), median(server), median(server) / median(empty));
    }

    private static double[] again(TestSac sac) throws IOException, InterruptedException {
        Path out = sac.home().resolve("launcher.out");
        ProcessBuilder builder = new ProcessBuilder(
                        TestSac.project().resolve("sac").toString())
                .redirectErrorStream(true)
                .redirectInput(new java.io.File("/dev/null"))
                .redirectOutput(out.toFile());
        builder.environment()
                .putAll(Map.of("SAC_HOME", sac.home().toString(), "API_GATEWAY_PORT", Integer.toString(sac.port())));
        long begin = System.nanoTime();
        Process launcher = builder.start();
        awaitIn(out, "SAC is ready:", launcher);
        double whole = (System.nanoTime() - begin) / 1e9;
        Instant ready = Instant.now();
        Instant started =
                sac.server().flatMap(process -> process.info().startInstant()).orElseThrow();
        launcher.destroy();
        if (!launcher.waitFor(90, TimeUnit.SECONDS)) {
            throw new IOException("the launcher did not end");
        }
        return new double[] {whole, Duration.between(started, ready).toMillis() / 1e3};
    }

    private static void emptyServer(Path wlp, Path user) throws IOException {
        Path ours = wlp.resolve("usr/servers/sac");
        Path folder = Files.createDirectories(user.resolve("servers/empty"));
        Matcher features = FEATURES.matcher(Files.readString(ours.resolve("server.xml")));
        if (!features.find()) {
            throw new IOException("no features in server.xml");
        }
        Files.writeString(
                folder.resolve("server.xml"),
                "<server>%s<httpEndpoint id=\"defaultHttpEndpoint\" httpPort=\"%d\" httpsPort=\"-1\"/></server>"
                        .formatted(features.group(), FreePort.any()));
        Files.copy(ours.resolve("jvm.options"), folder.resolve("jvm.options"));
    }

    private static double startEmpty(Path wlp, Path user) throws IOException, InterruptedException {
        Path out = user.resolve("out");
        ProcessBuilder builder = new ProcessBuilder(wlp.resolve("bin/server").toString(), "run", "empty")
                .redirectErrorStream(true)
                .redirectInput(new java.io.File("/dev/null"))
                .redirectOutput(out.toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("WLP_USER_DIR", user.toString());
        long begin = System.nanoTime();
        Process server = builder.start();
        awaitIn(out, "CWWKF0011I", server);
        double seconds = (System.nanoTime() - begin) / 1e9;
        List<ProcessHandle> all = Stream.concat(server.descendants(), Stream.of(server.toHandle()))
                .toList();
        all.forEach(ProcessHandle::destroy);
        server.waitFor();
        return seconds;
    }

    private static void awaitIn(Path out, String words, Process process) {
        TestSac.await(LIMIT, () -> {
            try {
                if (!process.isAlive()) {
                    throw new IllegalStateException("ended: " + Files.readString(out));
                }
                return Files.readString(out).contains(words);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private static double median(List<Double> values) {
        List<Double> sorted = new ArrayList<>(values);
        Collections.sort(sorted);
        return sorted.get(sorted.size() / 2);
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> tree = Files.walk(folder)) {
            for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
