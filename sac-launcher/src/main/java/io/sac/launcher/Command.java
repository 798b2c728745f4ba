package io.sac.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Runs another program to its end, without a shell, and keeps what it printed. */
public record Command(
        List<String> line,
        Map<String, String> environment,
        @Nullable Path directory) {

    public static Command of(List<String> line) {
        return new Command(List.copyOf(line), Map.of(), null);
    }

    /** What came of it: the exit code, or -1 when the program could not be started or did not end in time. */
    public record Result(int exitCode, String output) {
        public boolean ok() {
            return exitCode == 0;
        }
    }

    public Result run(Duration limit) {
        ProcessBuilder builder = new ProcessBuilder(line).redirectErrorStream(true);
        builder.environment().putAll(environment);
        if (directory != null) {
            builder.directory(directory.toFile());
        }
        Process process;
        try {
            process = builder.start();
            process.getOutputStream().close();
        } catch (IOException e) {
            return new Result(-1, String.valueOf(e.getMessage()));
        }
        var reader = new OutputReader(process.getInputStream());
        Thread thread = Thread.ofVirtual().start(reader);
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                return new Result(-1, "did not end within " + limit.toSeconds() + " s");
            }
            // A background child may keep the pipe open; what the program itself said is there by then.
            thread.join(Duration.ofSeconds(2));
            return new Result(process.exitValue(), reader.text());
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            return new Result(-1, "interrupted");
        }
    }

    private static final class OutputReader implements Runnable {
        private final InputStream in;
        private final StringBuffer text = new StringBuffer();

        OutputReader(InputStream in) {
            this.in = in;
        }

        @Override
        public void run() {
            byte[] buffer = new byte[8192];
            try {
                for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                    text.append(new String(buffer, 0, n, StandardCharsets.UTF_8));
                }
            } catch (IOException e) {
                text.append(e.getMessage());
            }
        }

        String text() {
            return text.toString().strip();
        }
    }
}
