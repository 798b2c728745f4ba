package io.sac.bench;

import io.sac.launcher.FreePort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A real ttyd with a program, where there is one on this machine; {@code SAC_BENCH_TTYD} names it. */
final class Ttyd implements AutoCloseable {
    private final Process process;
    private final int port;

    private Ttyd(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    static Optional<Ttyd> start(String program) throws IOException {
        Optional<Path> binary = binary();
        if (binary.isEmpty()) {
            return Optional.empty();
        }
        int port = FreePort.any();
        Process process = new ProcessBuilder(List.of(
                        binary.get().toString(),
                        "-W",
                        "-i",
                        "127.0.0.1",
                        "-p",
                        Integer.toString(port),
                        "sh",
                        "-c",
                        program))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        return Optional.of(new Ttyd(process, port));
    }

    FrameSocket connect() throws IOException {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (true) {
            try {
                return FrameSocket.open(port, "/ws", "tty", Map.of());
            } catch (IOException e) {
                if (System.nanoTime() > deadline) {
                    throw e;
                }
                Thread.onSpinWait();
            }
        }
    }

    @Override
    public void close() {
        process.destroy();
    }

    private static Optional<Path> binary() {
        String named = System.getenv("SAC_BENCH_TTYD");
        Stream<Path> places = named == null
                ? Stream.of(System.getenv("PATH").split(":", -1)).map(folder -> Path.of(folder, "ttyd"))
                : Stream.of(Path.of(named));
        return places.filter(Files::isExecutable).findFirst();
    }
}
