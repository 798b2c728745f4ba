package io.sac.objectstore.s3;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** A real S3 server from a jar, in a process of its own so that its libraries do not meet ours. */
record S3MockServer(Process process, URI endpoint, Path folder) implements AutoCloseable {
    static final String BUCKET = "sac";

    static S3MockServer start(Path jar) throws IOException, InterruptedException {
        int port;
        try (var socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        Path folder = Files.createTempDirectory("s3mock");
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process process = new ProcessBuilder(List.of(
                        java,
                        "-Xmx192m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-jar",
                        jar.toString(),
                        "--http.port=" + port,
                        "--server.port=0",
                        "--com.adobe.testing.s3mock.store.root=" + folder,
                        "--com.adobe.testing.s3mock.store.initial-buckets=" + BUCKET))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("s3mock.log").toFile())
                .start();
        var server = new S3MockServer(process, URI.create("http://127.0.0.1:" + port), folder);
        server.awaitAnswer();
        return server;
    }

    private void awaitAnswer() throws InterruptedException {
        Instant deadline = Instant.now().plus(Duration.ofSeconds(60));
        try (HttpClient client = HttpClient.newHttpClient()) {
            while (Instant.now().isBefore(deadline) && process.isAlive()) {
                try {
                    client.send(HttpRequest.newBuilder(endpoint).build(), HttpResponse.BodyHandlers.discarding());
                    return;
                } catch (IOException e) {
                    Thread.onSpinWait();
                    process.waitFor(Duration.ofMillis(100));
                }
            }
        }
        process.destroyForcibly();
        throw new AssertionError("the S3 server did not start, see " + folder.resolve("s3mock.log"));
    }

    S3Settings settings() {
        return new S3Settings(
                Optional.of(endpoint),
                "us-east-1",
                BUCKET,
                "test",
                Optional.of("key"),
                Optional.of("secret"),
                true,
                5 * 1024 * 1024,
                4);
    }

    @Override
    public void close() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** One server for all tests of a run. */
    static final class Extension implements ParameterResolver {
        private static final ExtensionContext.Namespace NAMESPACE =
                ExtensionContext.Namespace.create(S3MockServer.class);

        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == S3MockServer.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            return context.getRoot().getStore(NAMESPACE).computeIfAbsent("server", key -> startUnchecked());
        }

        private static S3MockServer startUnchecked() {
            try {
                return start(Path.of(System.getProperty("s3mock.jar", "target/s3mock/s3mock.jar")));
            } catch (IOException | InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }
}
