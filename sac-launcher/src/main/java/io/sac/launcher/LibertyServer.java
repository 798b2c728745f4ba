package io.sac.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The application server of one SAC_HOME. Its configuration and application are copies there, so a rebuild does not
 * change what runs, and several SACs of one checkout run side by side.
 */
final class LibertyServer {
    private static final Logger LOG = LoggerFactory.getLogger(LibertyServer.class);
    private static final Duration READY_LIMIT = Duration.ofMinutes(4);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(40);
    private static final Duration LEARNING_LIMIT = Duration.ofMinutes(3);
    /** Equinox writes its state 30 s after the last change, and Liberty's own caches are written before it is ready. */
    private static final Duration STATE_SAVED = Duration.ofSeconds(40);

    private static final Duration WARM_UP_LIMIT = Duration.ofSeconds(20);

    /** The server's line about its terminals, also when they could not be warmed up. */
    private static final String WARMED_UP = "terminals: ";

    private static final String PORT_IN_USE = "CWWKO0221E";
    private static final String USER_FOLDER = "WLP_USER_DIR";
    /** What Liberty keeps in the folder; everything else there is a copy of ours. */
    private static final Set<String> OF_THE_SERVER = Set.of("workarea", "logs", "resources", "server.env");

    private final Home home;
    private final Product product;
    private final LauncherSettings settings;
    private final StartCache cache;
    private boolean onGoodCaches;

    LibertyServer(Home home, Product product, LauncherSettings settings) throws IOException {
        this.home = home;
        this.product = product;
        this.settings = settings;
        this.cache = StartCache.of(product);
    }

    StartCache cache() {
        return cache;
    }

    /** Ends a server that a killed launcher left behind, also when that had no time to write down which it is. */
    static boolean endOrphan(Home home) throws IOException {
        Set<ProcessHandle> orphans = new LinkedHashSet<>(Processes.withVariable(USER_FOLDER + "=" + home.server()));
        ProcessMark.read(home.serverMark()).flatMap(ProcessMark::alive).ifPresent(orphans::add);
        orphans.forEach(process -> Processes.endWithoutAgents(process, STOP_LIMIT));
        Files.deleteIfExists(home.serverMark());
        return !orphans.isEmpty();
    }

    /** Starts the server, as quickly as what is known of its starts allows. */
    Process start(Map<String, String> variables) throws IOException {
        return start(variables, cache.use());
    }

    /** Starts the server to learn how it starts. */
    Process startToLearn(Map<String, String> variables) throws IOException {
        return start(variables, cache.learn());
    }

    private Process start(Map<String, String> variables, List<String> javaOptions) throws IOException {
        synchronise(product.serverTemplate(), serverFolder());
        Path console = home.logs().resolve("console.log");
        if (Files.exists(console)) {
            Files.move(console, home.logs().resolve("console.log.1"), StandardCopyOption.REPLACE_EXISTING);
        }
        List<String> line =
                new ArrayList<>(List.of(product.wlp().resolve("bin/server").toString(), "run", Product.SERVER));
        onGoodCaches = Files.deleteIfExists(home.goodCaches());
        if (!onGoodCaches) {
            line.add("--clean"); // Liberty does not start any more on caches that a kill or a full disk has cut
        }
        if (Command.of(List.of("setsid", "--version"))
                .run(Duration.ofSeconds(5))
                .ok()) {
            line.addFirst("setsid"); // Ctrl-C is the launcher's, which then ends the server in order
        }
        ProcessBuilder builder = new ProcessBuilder(line)
                .directory(home.server().toFile())
                .redirectInput(new java.io.File("/dev/null"))
                .redirectErrorStream(true)
                .redirectOutput(console.toFile());
        Map<String, String> environment = builder.environment();
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        environment.put(USER_FOLDER, home.server().toString());
        environment.put("WLP_OUTPUT_DIR", home.server().resolve("servers").toString());
        environment.put("LOG_DIR", home.logs().toString());
        environment.put("WLP_SKIP_UMASK", "true");
        environment.put("LANG", "C.UTF-8");
        environment.remove("LC_ALL");
        environment.put("JVM_ARGS", quoted(javaOptions));
        environment.put("WLP_SKIP_BOOTSTRAP_AGENT", "true"); // the cache is refused beside an agent
        environment.putAll(variables);
        Process process = builder.start();
        ProcessMark.write(home.serverMark(), process.toHandle());
        return process;
    }

    /** For the server's script, whose shell reads it. */
    private static String quoted(List<String> options) {
        return options.stream()
                .map(option -> "'" + option.replace("'", "'\\''") + "'")
                .collect(Collectors.joining(" "));
    }

    /** Waits until the server can serve. When it says why it cannot, that is the sentence. */
    void awaitReady(Process process) {
        long deadline = System.nanoTime() + READY_LIMIT.toNanos();
        @Nullable String answer = null;
        while (process.isAlive() && System.nanoTime() < deadline) {
            answer = Readiness.ask(settings.localAddress() + "health/ready");
            if (answer == null && portTaken()) {
                throw new LauncherException(
                        ExitCode.PORT_TAKEN,
                        "A port of SAC was taken by another program while the server started; start SAC again or set"
                                + " API_GATEWAY_PORT to another port. Its log is " + log() + ".");
            } else if (answer == null) {
                pause(Duration.ofMillis(100));
            } else if (answer.isEmpty()) {
                return;
            } else if (Readiness.isRefusal(answer)) {
                break;
            } else {
                pause(Duration.ofMillis(100));
            }
        }
        String logs = " Its log is " + log() + ".";
        if (answer != null && !answer.isEmpty()) {
            throw new LauncherException(ExitCode.CONFIGURATION, Readiness.sentence(answer) + logs);
        }
        throw new LauncherException(
                ExitCode.FAILED,
                (process.isAlive()
                                ? "The server did not become ready within " + READY_LIMIT.toMinutes() + " minutes."
                                : "The server ended while it started.")
                        + logs);
    }

    /** Waits until the server has typed its first keys to itself: Java is to learn how a terminal's are handled, too. */
    void awaitWarmUp(Process process) {
        long deadline = System.nanoTime() + WARM_UP_LIMIT.toNanos();
        while (process.isAlive() && System.nanoTime() < deadline && !logSays(WARMED_UP)) {
            pause(Duration.ofMillis(100));
        }
    }

    /** Liberty goes on without a port that it does not get, and says so only in its log. */
    private boolean portTaken() {
        return logSays(PORT_IN_USE);
    }

    private boolean logSays(String words) {
        try {
            return Files.exists(log())
                    && Files.readString(log(), StandardCharsets.ISO_8859_1).contains(words);
        } catch (IOException e) {
            return false;
        }
    }

    private Path log() {
        return home.logs().resolve("messages.log");
    }

    /**
     * To be called when the server is ready. What it found good it changes no more; what it made anew is on the disk when
     * the framework has saved its state. From then on a kill leaves good caches behind.
     */
    void settle(Process process) {
        Duration wait = onGoodCaches ? Duration.ZERO : STATE_SAVED;
        CompletableFuture.delayedExecutor(wait.toMillis(), TimeUnit.MILLISECONDS)
                .execute(() -> {
                    try {
                        if (process.isAlive() && !home.diskIsFull()) {
                            markGood(home);
                        }
                    } catch (IOException e) {
                        LOG.debug("the next start makes the caches anew", e);
                    }
                });
    }

    /** Ends the server; one that was ready, ended as asked and had room for its caches leaves them good for the next. */
    static void stop(ProcessHandle process, Home home, boolean wasReady) throws IOException {
        stop(process, home, wasReady, STOP_LIMIT);
    }

    /** Ends a server that was ready and waits while it writes down what it has learned; says whether it came to the end. */
    static boolean stopLearning(ProcessHandle process, Home home) throws IOException {
        return stop(process, home, true, LEARNING_LIMIT);
    }

    private static boolean stop(ProcessHandle process, Home home, boolean wasReady, Duration limit) throws IOException {
        Files.deleteIfExists(home.goodCaches());
        boolean asAsked = Processes.endWithoutAgents(process, limit);
        Files.deleteIfExists(home.serverMark());
        if (wasReady && asAsked && !home.diskIsFull()) {
            markGood(home);
        }
        return asAsked;
    }

    private static void markGood(Home home) throws IOException {
        SecretFile.write(home.goodCaches(), "A server can start on the caches as they are.\n");
    }

    private Path serverFolder() {
        return home.server().resolve("servers").resolve(Product.SERVER);
    }

    /** Makes the copy equal to the template; files that are equal stay, so that the server's caches stay good. */
    private static void synchronise(Path template, Path copy) throws IOException {
        Set<Path> wanted = new HashSet<>();
        try (Stream<Path> tree = Files.walk(template)) {
            for (Path source : tree.toList()) {
                Path relative = template.relativize(source);
                if (OF_THE_SERVER.contains(relative.getName(0).toString())) {
                    continue;
                }
                wanted.add(relative);
                Path target = copy.resolve(relative);
                if (Files.isDirectory(source)) {
                    Files.createDirectories(target);
                } else if (!same(source, target)) {
                    Files.copy(source, target, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
                }
            }
        }
        try (Stream<Path> tree = Files.walk(copy)) {
            for (Path target : tree.sorted(Comparator.reverseOrder()).toList()) {
                Path relative = copy.relativize(target);
                if (!wanted.contains(relative)
                        && !OF_THE_SERVER.contains(relative.getName(0).toString())) {
                    Files.delete(target);
                }
            }
        }
    }

    private static boolean same(Path source, Path target) throws IOException {
        if (!Files.isRegularFile(target, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        BasicFileAttributes one = Files.readAttributes(source, BasicFileAttributes.class);
        BasicFileAttributes other = Files.readAttributes(target, BasicFileAttributes.class);
        FileTime time = one.lastModifiedTime();
        return one.size() == other.size()
                && time.toMillis() == other.lastModifiedTime().toMillis();
    }

    private static void pause(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LauncherException(ExitCode.FAILED, "interrupted", e);
        }
    }

    /** What {@code /health/ready} says, read without a JSON library: the launcher stays small. */
    private static final class Readiness {
        private static final java.util.regex.Pattern REFUSAL =
                java.util.regex.Pattern.compile("\"refused\"\\s*:\\s*\"((?:[^\"\\\\]|\\\\.)*)\"");

        /** Nothing while there is no answer, an empty text when it is up, else the body. */
        static @Nullable String ask(String url) {
            try {
                var connection = (HttpURLConnection) URI.create(url).toURL().openConnection();
                connection.setConnectTimeout(1000);
                connection.setReadTimeout(5000);
                int status = connection.getResponseCode();
                if (status == 200) {
                    return "";
                }
                try (InputStream body = connection.getErrorStream()) {
                    return body == null ? null : new String(body.readAllBytes(), StandardCharsets.UTF_8);
                }
            } catch (IOException e) {
                return null;
            }
        }

        static boolean isRefusal(String body) {
            return REFUSAL.matcher(body).find();
        }

        static String sentence(String body) {
            var refusal = REFUSAL.matcher(body);
            return refusal.find()
                    ? refusal.group(1).replace("\\\"", "\"")
                    : "The server is up but not ready: " + body.strip();
        }
    }
}
