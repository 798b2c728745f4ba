package io.sac.testing;

import io.sac.launcher.FreePort;
import io.sac.launcher.Home;
import io.sac.launcher.ProcessMark;
import io.sac.launcher.Processes;
import io.sac.launcher.postgres.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A whole SAC, started through the launcher from what the build packaged, on a port and in a SAC_HOME of its own. */
public final class TestSac implements AutoCloseable {
    public static final String ADMINISTRATOR = "admin";
    public static final String PASSWORD = "correct horse battery staple";

    private static final Duration START_LIMIT = Duration.ofMinutes(5);
    private static final Duration TOKEN_LIFE = Duration.ofMinutes(5);
    private static final Pattern LINK = Pattern.compile("https?://\\S+/setup\\?token=(\\S+)");
    private static final Pattern TOKEN = Pattern.compile("\"token\"\\s*:\\s*\"([^\"]+)\"");

    private final Path home;
    private final int port;
    private final Map<String, String> environment;
    private @Nullable Process launcher;
    private @Nullable String administratorToken;
    private Instant administratorTokenAt = Instant.EPOCH;

    private TestSac(Path home, int port, Map<String, String> environment) {
        this.home = home;
        this.port = port;
        this.environment = environment;
    }

    /** Starts one in a new SAC_HOME and waits until it is ready. */
    public static TestSac start(Map<String, String> environment) {
        try {
            TestSac sac = in(Files.createTempDirectory("sac-it-"), environment);
            sac.launch();
            return sac;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One in this SAC_HOME, which is not started yet. */
    public static TestSac in(Path home, Map<String, String> environment) throws IOException {
        TestSac sac = new TestSac(home, FreePort.any(), environment);
        Runtime.getRuntime().addShutdownHook(new Thread(sac::close));
        return sac;
    }

    public Path home() {
        return home;
    }

    public int port() {
        return port;
    }

    /** The address of this SAC, ending in a slash. */
    public URI url() {
        return URI.create("http://localhost:" + port + "/");
    }

    public URI url(String path) {
        return url().resolve(path.startsWith("/") ? path.substring(1) : path);
    }

    /** What the launcher has printed since its last start. */
    public String printed() {
        try {
            return Files.readString(home.resolve("launcher.out"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The token of the set-up link that the last start printed. */
    public String setupToken() {
        // It is printed just after the line that says that SAC is ready.
        await(Duration.ofSeconds(20), () -> LINK.matcher(printed()).find());
        Matcher link = LINK.matcher(printed());
        if (!link.find()) {
            throw new AssertionError("no set-up link in: " + printed());
        }
        return link.group(1);
    }

    /** An access token of the administrator, who is created the first time. */
    public synchronized String administratorToken() {
        if (administratorToken == null || Instant.now().isAfter(administratorTokenAt.plus(TOKEN_LIFE))) {
            String credentials = "\"username\": \"%s\", \"password\": \"%s\"".formatted(ADMINISTRATOR, PASSWORD);
            administratorToken = administratorToken == null
                    ? post("api/setup", "{\"token\": \"%s\", %s}".formatted(setupToken(), credentials))
                    : post("api/auth/login", "{" + credentials + "}");
            administratorTokenAt = Instant.now();
        }
        return administratorToken;
    }

    /** Starts the launcher again, which adopts what it finds running, and waits until SAC is ready. */
    public void launch() {
        Process started = beginLaunch();
        try {
            await(START_LIMIT, () -> !started.isAlive() || printed().contains("SAC is ready:"));
        } catch (AssertionError e) {
            throw new AssertionError("SAC did not start: " + printed() + lastLog(), e);
        }
        if (!started.isAlive()) {
            throw new AssertionError("SAC did not start: " + printed() + lastLog());
        }
    }

    /** Starts the launcher again and waits for nothing. */
    public Process beginLaunch() {
        try {
            Path out = home.resolve("launcher.out");
            List<String> line = launcherLine("run");
            ProcessBuilder builder = new ProcessBuilder(line)
                    .redirectErrorStream(true)
                    .redirectInput(new java.io.File("/dev/null"))
                    .redirectOutput(out.toFile());
            builder.environment().putAll(variables());
            Process started = builder.start();
            launcher = started;
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public void ensureRunning() {
        Process process = launcher;
        if (process == null || !process.isAlive()) {
            launch();
        }
    }

    /** Runs another command of the launcher to its end; gives what it printed. */
    public Printed command(String command) {
        try {
            ProcessBuilder builder = new ProcessBuilder(launcherLine(command)).redirectErrorStream(true);
            builder.environment().putAll(variables());
            Process process = builder.start();
            process.getOutputStream().close();
            String text = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            return new Printed(process.waitFor(), text.strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** How a command ended. */
    public record Printed(int exitCode, String text) {}

    /** kill -9. */
    public void killLauncher() {
        Process process = launcher;
        if (process != null) {
            process.destroyForcibly();
            Processes.awaitEnd(process.toHandle(), Duration.ofSeconds(10));
        }
    }

    /** kill -9. */
    public void killServer() {
        server().ifPresent(process -> {
            process.destroyForcibly();
            Processes.awaitEnd(process, Duration.ofSeconds(10));
        });
    }

    /** The application server's process, as its launcher wrote it down. */
    public Optional<ProcessHandle> server() {
        return marked("server.pid");
    }

    /** What this SAC keeps, for tests that look behind its API or let time pass. */
    public TestDatabase database() {
        return new TestDatabase(
                EmbeddedPostgres.find(new Home(home).postgres()).orElseThrow().database());
    }

    /** The address at which sidecars reach this SAC, ending in a slash. */
    public URI internalUrl() {
        try {
            return URI.create("http://127.0.0.1:"
                    + Files.readString(new Home(home).internalPortFile()).strip() + "/");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The PostgreSQL of this SAC. */
    public Optional<ProcessHandle> postgres() {
        try {
            Path file = home.resolve("postgres/data/postmaster.pid");
            return Files.exists(file)
                    ? ProcessHandle.of(Long.parseLong(
                                    Files.readAllLines(file).getFirst().strip()))
                            .filter(ProcessHandle::isAlive)
                    : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends launcher, server and PostgreSQL as Ctrl-C does; agents live on. */
    public void interrupt() {
        Process process = launcher;
        if (process != null) {
            process.destroy();
            try {
                if (!process.waitFor(90, TimeUnit.SECONDS)) {
                    throw new AssertionError("the launcher did not end");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Ends everything and removes the SAC_HOME. */
    @Override
    public synchronized void close() {
        if (!Files.exists(home)) {
            return;
        }
        command("stop");
        try (Stream<Path> tree = Files.walk(home)) {
            for (Path path : tree.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException | UncheckedIOException e) {
            System.err.println("left behind: " + home + ": " + e.getMessage());
        }
    }

    /** Waits for a condition; fails when it does not come true in time. */
    public static void await(Duration limit, BooleanSupplier condition) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("not within " + limit);
            }
            try {
                Thread.sleep(50);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError(e);
            }
        }
    }

    /** The folder of the checkout, found from wherever the test runs. */
    public static Path project() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.isExecutable(folder.resolve("sac"))) {
            folder = folder.getParent();
            if (folder == null) {
                throw new AssertionError("not in a checkout of SAC");
            }
        }
        return folder;
    }

    private Optional<ProcessHandle> marked(String file) {
        try {
            return ProcessMark.read(home.resolve(file)).flatMap(ProcessMark::alive);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Map<String, String> variables() {
        Map<String, String> variables = new HashMap<>(environment);
        variables.put("SAC_HOME", home.toString());
        variables.put("API_GATEWAY_PORT", Integer.toString(port));
        return variables;
    }

    private static List<String> launcherLine(String command) {
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.addAll(List.of("-Xmx96m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        line.add("-Dsac.project=" + project());
        line.addAll(List.of("-classpath", System.getProperty("java.class.path"), "io.sac.launcher.Main", command));
        return line;
    }

    private String lastLog() {
        Path log = home.resolve("logs/messages.log");
        if (!Files.exists(log)) {
            return "";
        }
        try {
            List<String> lines = Files.readAllLines(log);
            return "\n" + String.join("\n", lines.subList(Math.max(0, lines.size() - 60), lines.size()));
        } catch (IOException e) {
            return "\n" + e;
        }
    }

    private String post(String path, String body) {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(url(path))
                    .header("Content-Type", "application/json")
                    .header("Origin", "http://localhost:" + port)
                    .POST(HttpRequest.BodyPublishers.ofString(body))
                    .build();
            HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
            Matcher token = TOKEN.matcher(response.body());
            if (response.statusCode() != 200 || !token.find()) {
                throw new AssertionError(path + " answered " + response.statusCode() + ": " + response.body());
            }
            return token.group(1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
