import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Builds or tests the front end for Maven: {@code build|test FRONTEND CACHE}. It uses the Node of the machine, or fetches
 * one from the npm registry, and does nothing when what it read the last time has not changed.
 */
public final class FrontendBuild {
    private static final int[] LEAST_NODE = {20, 19};
    private static final String NODE_VERSION = "22.23.3";
    private static final String NPM_VERSION = "11.19.1";
    private static final Map<String, String> NODE_INTEGRITY = Map.of(
            "linux-x64", "qHnz5tFsHoj/WM+uRENVjWONi5hVvmwrgq8A4V76KpuVNAc4+jwK8x4gwbobE9BtHNg/AKR2583eYorLF/c7ng==",
            "linux-arm64", "l3DAHZreylo+p9QXDtsOrjG2JXJqVzYXnAGmIQNOUNARcMppTO2cmewVQP+36tjJnSE+dzpMNtgW+c3oiDvXtA==",
            "darwin-x64", "V6W/fNXsKFF0DMrBrpLNp9meU45Qbe6tQ3HlzrpdiPWW+zlbmTGou1LE8aGHOghVWXJFexvi7RDCQVQi1I1t8w==");
    private static final String NPM_INTEGRITY =
            "ztsxKxt/kkIaAs+2i0GU6I+DRmUdrNasxTZKJe9TCdSjKxlhah/4r/hl5ygMD6XAg1qZ9c2TNomR4qgOydp10g==";
    private static final Set<String> NOT_SOURCES = Set.of("node_modules", "dist", ".vite", "coverage");

    private final Path frontend;
    private final Path cache;

    private FrontendBuild(Path frontend, Path cache) {
        this.frontend = frontend;
        this.cache = cache;
    }

    /** Something to tell the person who builds, without a stack trace. */
    private static final class BuildException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        BuildException(String message) {
            super(message);
        }
    }

    /** How npm is run. */
    private record Npm(List<String> command, Optional<Path> nodeFolder) {}

    public static void main(String[] args) throws Exception {
        var build = new FrontendBuild(Path.of(args[1]).toAbsolutePath(), Path.of(args[2]));
        try {
            if (Files.exists(build.frontend.resolve("package.json"))) {
                build.run(args[0]);
            }
        } catch (BuildException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }

    private void run(String goal) throws Exception {
        Path stamp = frontend.resolve(goal.equals("build") ? "dist/.sources" : "node_modules/.tested-sources");
        String sources = fingerprint();
        if (Files.exists(stamp) && Files.readString(stamp).equals(sources)) {
            return;
        }
        Npm npm = npm();
        install(npm);
        for (String script : goal.equals("build") ? List.of("api", "build") : List.of("lint", "test")) {
            run(npm, List.of("run", script));
        }
        Files.writeString(stamp, sources);
    }

    private void install(Npm npm) throws Exception {
        Path lock = frontend.resolve("package-lock.json");
        Path stamp = frontend.resolve("node_modules/.installed-lock");
        String wanted =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(lock)));
        if (Files.exists(stamp) && Files.readString(stamp).equals(wanted)) {
            return;
        }
        run(npm, List.of("ci", "--no-audit", "--no-fund", "--loglevel=error"));
        Files.writeString(stamp, wanted);
    }

    private void run(Npm npm, List<String> arguments) throws Exception {
        List<String> line = new ArrayList<>(npm.command());
        line.addAll(arguments);
        ProcessBuilder builder =
                new ProcessBuilder(line).directory(frontend.toFile()).redirectErrorStream(true);
        builder.redirectInput(new File("/dev/null"));
        builder.environment().put("CI", "true");
        builder.environment().put("NO_COLOR", "1");
        npm.nodeFolder()
                .ifPresent(folder -> builder.environment()
                        .merge("PATH", folder.toString(), (path, node) -> node + File.pathSeparator + path));
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            System.err.println(output);
            throw new BuildException(
                    "The front end could not be built: npm " + String.join(" ", arguments) + " failed, see above.");
        }
        // The one figure that somebody who builds should see, by scripts/finish-build.mjs.
        output.lines().filter(text -> text.startsWith("First load:")).forEach(System.out::println);
    }

    /** One line that changes with the name or content of any file that the front end is made of. */
    private String fingerprint() throws Exception {
        List<Path> files = new ArrayList<>();
        Files.walkFileTree(frontend, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                return NOT_SOURCES.contains(folder.getFileName().toString())
                        ? FileVisitResult.SKIP_SUBTREE
                        : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                // Made from openapi.yaml, which counts itself.
                if (!file.endsWith("src/api/schema.d.ts")) {
                    files.add(file);
                }
                return FileVisitResult.CONTINUE;
            }
        });
        files.add(frontend.resolve("../resources/META-INF/openapi.yaml").normalize());
        Collections.sort(files);
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        for (Path file : files) {
            digest.update(frontend.relativize(file).toString().getBytes(StandardCharsets.UTF_8));
            digest.update(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private Npm npm() throws Exception {
        if (nodeIsRecent() && !output("npm", "--version").isEmpty()) {
            return new Npm(List.of("npm"), Optional.empty());
        }
        String platform = platform();
        String integrity = NODE_INTEGRITY.get(platform);
        String least = LEAST_NODE[0] + "." + LEAST_NODE[1];
        if (integrity == null) {
            throw new BuildException("The front end is built with Node.js " + least
                    + " or newer and npm; install them, there is none to fetch for " + platform + ".");
        }
        try {
            Path node = fetch("node-" + platform, NODE_VERSION, integrity).resolve("package/bin");
            Path cli = fetch("npm", NPM_VERSION, NPM_INTEGRITY).resolve("package/bin/npm-cli.js");
            return new Npm(List.of(node.resolve("node").toString(), cli.toString()), Optional.of(node));
        } catch (IOException e) {
            throw new BuildException("The front end is built with Node.js " + least
                    + " or newer and npm; there is none on the PATH, and fetching one from the npm registry failed: "
                    + (e.getMessage() == null ? "the registry cannot be reached" : e.getMessage()));
        }
    }

    private static boolean nodeIsRecent() {
        String version = output("node", "--version");
        if (!version.matches("v\\d+\\.\\d+\\..*")) {
            return false;
        }
        String[] parts = version.substring(1).split("\\.");
        int[] numbers = {Integer.parseInt(parts[0]), Integer.parseInt(parts[1])};
        return Arrays.compare(numbers, LEAST_NODE) >= 0;
    }

    private static String output(String... line) {
        try {
            Process process = new ProcessBuilder(line)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            process.getOutputStream().close();
            String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return process.waitFor() == 0 ? text : "";
        } catch (IOException e) {
            return "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }

    private static String platform() {
        String os = System.getProperty("os.name").toLowerCase(java.util.Locale.ROOT);
        String machine = System.getProperty("os.arch");
        return (os.contains("mac") ? "darwin" : os.split(" ")[0]) + "-" + (machine.equals("aarch64") ? "arm64" : "x64");
    }

    /** The unpacked package, whose bytes are those named here. */
    private Path fetch(String name, String version, String integrity) throws Exception {
        Path target = cache.resolve(name + "-" + version);
        if (Files.exists(target)) {
            return target;
        }
        Files.createDirectories(cache);
        Path archive = Files.createTempFile(cache, name, ".tgz");
        Path unpacking = Files.createTempDirectory(cache, name);
        try {
            URI address = URI.create(registry() + name + "/-/" + name + "-" + version + ".tgz");
            HttpClient client = HttpClient.newBuilder()
                    .followRedirects(HttpClient.Redirect.NORMAL)
                    .connectTimeout(Duration.ofSeconds(20))
                    .proxy(java.net.ProxySelector.getDefault())
                    .build();
            var request = HttpRequest.newBuilder(address)
                    .timeout(Duration.ofMinutes(10))
                    .build();
            HttpResponse<InputStream> response = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream body = response.body()) {
                if (response.statusCode() != 200) {
                    throw new IOException(address + " answered " + response.statusCode());
                }
                Files.copy(body, archive, StandardCopyOption.REPLACE_EXISTING);
            }
            byte[] hash = MessageDigest.getInstance("SHA-512").digest(Files.readAllBytes(archive));
            if (!Base64.getEncoder().encodeToString(hash).equals(integrity)) {
                throw new IOException(address + " is not what it should be (SHA-512)");
            }
            Process tar = new ProcessBuilder("tar", "-xzf", archive.toString(), "-C", unpacking.toString())
                    .inheritIO()
                    .start();
            if (tar.waitFor() != 0) {
                throw new IOException(archive + " could not be unpacked");
            }
            Files.move(unpacking, target);
            return target;
        } finally {
            Files.deleteIfExists(archive);
        }
    }

    /** The registry that npm would ask: from the environment, the user's .npmrc, or the public one. */
    private static String registry() throws IOException {
        String registry = Optional.ofNullable(System.getenv("npm_config_registry"))
                .or(() -> Optional.ofNullable(System.getenv("SAC_NPM_REGISTRY")))
                .orElse("");
        Path settings = Path.of(System.getProperty("user.home"), ".npmrc");
        if (registry.isBlank() && Files.isReadable(settings)) {
            registry = Files.readAllLines(settings).stream()
                    .filter(line -> line.matches("\\s*registry\\s*=.*"))
                    .map(line -> line.substring(line.indexOf('=') + 1).strip())
                    .findFirst()
                    .orElse("");
        }
        registry = registry.isBlank() ? "https://registry.npmjs.org/" : registry;
        return registry.endsWith("/") ? registry : registry + "/";
    }
}
