package io.sac.sidecar;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.sac.protocol.AgentToken;
import io.sac.protocol.AgentToken.Direction;
import io.sac.protocol.Handshake;
import io.sac.sidecar.config.SidecarConfig;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** A sidecar with its folders and a server that is a fake; everything below one temporary folder. */
public final class SidecarFixture implements AutoCloseable {
    public static final AgentToken UP = AgentToken.compute(new byte[32], "k1", Direction.UP, 7, 1);
    public static final AgentToken DOWN = AgentToken.compute(new byte[32], "k1", Direction.DOWN, 7, 1);
    private static final SecureRandom RANDOM = new SecureRandom();

    public final Path root;
    public final Path workspace;
    public final Path output;
    public final Path home;
    public final Path state;
    public final FakeServer server;
    public final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final JsonObject config = new JsonObject();
    private Sidecar sidecar;

    public SidecarFixture(Path root) throws IOException {
        this.root = root;
        this.workspace = Files.createDirectories(root.resolve("workspace"));
        this.output = Files.createDirectories(workspace.resolve("output"));
        this.home = Files.createDirectories(root.resolve("home"));
        this.state = root.resolve("state");
        this.server = new FakeServer(0, UP.text());
        Path tokens = root.resolve("tokens");
        Files.writeString(tokens, "up=" + UP.text() + "\ndown=" + DOWN.text() + "\n");
        config.addProperty("agent_id", 7);
        config.addProperty("generation", 1);
        config.addProperty("server", server.url());
        config.addProperty("server_file", root.resolve("server").toString());
        config.addProperty("token_file", tokens.toString());
        config.addProperty("listen", "127.0.0.1");
        config.addProperty("port", 0);
        config.addProperty("run_file", root.resolve("sidecar.run.json").toString());
        config.addProperty("state_dir", state.toString());
        config.addProperty("home", home.toString());
        config.addProperty("workspace", workspace.toString());
        config.addProperty("output", output.toString());
        cli(List.of("/bin/cat"));
    }

    public SidecarFixture cli(List<String> start) {
        JsonObject cli = new JsonObject();
        cli.add("start", texts(start));
        cli.add("resume", texts(start));
        JsonObject environment = new JsonObject();
        environment.addProperty("PATH", "/usr/local/bin:/usr/bin:/bin");
        environment.addProperty("HOME", home.toString());
        environment.addProperty("PS1", "$ ");
        cli.add("environment", environment);
        config.add("cli", cli);
        return this;
    }

    public SidecarFixture resume(List<String> resume) {
        config.getAsJsonObject("cli").add("resume", texts(resume));
        return this;
    }

    public SidecarFixture set(String name, JsonElement value) {
        config.add(name, value);
        return this;
    }

    public SidecarFixture transcripts(Path folder) {
        config.add("transcripts", texts(List.of(folder.toString())));
        return this;
    }

    private static JsonArray texts(List<String> texts) {
        JsonArray array = new JsonArray();
        texts.forEach(array::add);
        return array;
    }

    public JsonObject config() {
        return config;
    }

    public Path writeConfig() throws IOException {
        return Files.writeString(root.resolve("sidecar.json"), config.toString());
    }

    public SidecarFixture start() throws IOException {
        sidecar = new Sidecar(SidecarConfig.read(writeConfig()));
        sidecar.start();
        return this;
    }

    /** Starts the packaged sidecar as a process of its own, as the local runtime does before it has learnt its start. */
    public Process startProcess() throws IOException {
        return startProcess(List.of(), null);
    }

    /** The same with an AOT cache of {@link #learn}. */
    public Process startProcess(Path cache) throws IOException {
        return startProcess(List.of(), cache);
    }

    /** The same behind a command that starts it, to give it limits. */
    public Process startProcess(List<String> by) throws IOException {
        return startProcess(by, null);
    }

    private Process startProcess(List<String> by, Path cache) throws IOException {
        List<String> command = new ArrayList<>(by);
        command.addAll(java());
        if (cache != null) {
            // Where the local runtime goes on without a cache that does not fit, a test must not.
            command.addAll(List.of("-XX:AOTCache=" + cache, "-XX:AOTMode=on"));
        }
        command.addAll(
                List.of("-cp", classPath(), "io.sac.sidecar.Main", writeConfig().toString()));
        Files.deleteIfExists(root.resolve("sidecar.run.json"));
        Process process = launch(command);
        Eventually.until("the sidecar listens", () -> Files.exists(root.resolve("sidecar.run.json")));
        return process;
    }

    /** Lets Java learn how the program starts, as the local runtime does; answers the AOT cache. */
    public Path learn() throws IOException, InterruptedException {
        Path cache = root.resolve("sac.aot");
        List<String> command = java();
        command.addAll(List.of("-XX:AOTCacheOutput=" + cache, "-cp", classPath(), "io.sac.sidecar.Main", "train"));
        Process process = launch(command);
        if (!process.waitFor(2, TimeUnit.MINUTES) || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new AssertionError("the training run failed: " + Files.readString(root.resolve("sidecar.log")));
        }
        return cache;
    }

    private static List<String> java() throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
        command.addAll(Files.readAllLines(Path.of("src/main/resources/io/sac/sidecar/jvm.options")));
        return command;
    }

    private static String classPath() throws IOException {
        try (var jars = Files.list(Path.of("target/app").toAbsolutePath())) {
            return jars.map(Path::toString)
                    .filter(name -> name.endsWith(".jar"))
                    .sorted()
                    .collect(Collectors.joining(":"));
        }
    }

    private Process launch(List<String> command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        root.resolve("sidecar.log").toFile()));
        builder.environment().clear();
        builder.environment().putAll(Map.of("LANG", "C.UTF-8", "PATH", "/usr/local/bin:/usr/bin:/bin"));
        return builder.start();
    }

    /** Resident memory in MiB. */
    public static double residentMegabytes(long pid) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024.0;
            }
        }
        return -1;
    }

    public void stop() {
        if (sidecar != null) {
            sidecar.end(Duration.ofMillis(500));
            sidecar = null;
        }
    }

    public int port() throws IOException {
        return run().get("port").getAsInt();
    }

    public JsonObject run() throws IOException {
        return JsonParser.parseString(Files.readString(root.resolve("sidecar.run.json")))
                .getAsJsonObject();
    }

    public String url() throws IOException {
        return "http://127.0.0.1:" + port();
    }

    /** A proof for one request, after a handshake. */
    public String proof(String method, String path) throws IOException, InterruptedException {
        String nonce = Handshake.nonce(RANDOM);
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(URI.create(url() + "/handshake"))
                        .POST(HttpRequest.BodyPublishers.ofString("{\"nonce\":\"" + nonce + "\"}"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        JsonObject json = JsonParser.parseString(answer.body()).getAsJsonObject();
        String theirs = json.get("nonce").getAsString();
        if (!Handshake.provesSidecar(DOWN, nonce, theirs, json.get("proof").getAsString())) {
            throw new AssertionError("the sidecar's proof is wrong");
        }
        return Handshake.requestProof(DOWN, nonce, theirs, method, path);
    }

    public HttpResponse<String> call(String method, String path, String body) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(URI.create(url() + path))
                        .header(Handshake.PROOF_HEADER, proof(method, path))
                        .method(method, HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    public JsonObject json(String method, String path, String body) throws IOException, InterruptedException {
        HttpResponse<String> answer = call(method, path, body);
        if (answer.statusCode() / 100 != 2) {
            throw new AssertionError(method + " " + path + ": " + answer.statusCode() + " " + answer.body());
        }
        return answer.body().isEmpty()
                ? new JsonObject()
                : JsonParser.parseString(answer.body()).getAsJsonObject();
    }

    public JsonObject put(UUID session) throws IOException, InterruptedException {
        return json("PUT", "/sessions/" + session, "{\"columns\":80,\"rows\":24}");
    }

    public TerminalClient watch(UUID session, String protocol) throws IOException, InterruptedException {
        return new TerminalClient(this, session, protocol, "login-1", true);
    }

    @Override
    public void close() {
        stop();
        server.close();
        // An orderly close would wait for WebSockets that a test left half open.
        http.shutdownNow();
    }
}
