package io.sac.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A process as a file names it: its number alone could be another's by now, so its start time goes with it. */
public record ProcessMark(long pid, Instant startedAt) {
    // The kernel tells the start relative to boot, so the absolute time moves a little when the clock is set.
    private static final Duration TOLERANCE = Duration.ofSeconds(3);
    private static final Pattern PID = Pattern.compile("\"pid\"\\s*:\\s*(\\d{1,18})");
    private static final Pattern STARTED = Pattern.compile("\"started_at\"\\s*:\\s*(\\d{1,18})");

    public static void write(Path file, ProcessHandle process) throws IOException {
        long started = process.info().startInstant().orElse(Instant.EPOCH).toEpochMilli();
        SecretFile.write(file, "{\"pid\": %d, \"started_at\": %d}%n".formatted(process.pid(), started));
    }

    public static Optional<ProcessMark> read(Path file) throws IOException {
        String text;
        try {
            text = Files.readString(file);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        Matcher pid = PID.matcher(text);
        Matcher started = STARTED.matcher(text);
        if (!pid.find() || !started.find()) {
            return Optional.empty();
        }
        return Optional.of(
                new ProcessMark(Long.parseLong(pid.group(1)), Instant.ofEpochMilli(Long.parseLong(started.group(1)))));
    }

    /** The process, if it is the same one and alive. */
    public Optional<ProcessHandle> alive() {
        return ProcessHandle.of(pid)
                .filter(ProcessHandle::isAlive)
                .filter(process -> process.info()
                        .startInstant()
                        .map(start -> Duration.between(start, startedAt).abs().compareTo(TOLERANCE) <= 0)
                        .orElse(true));
    }
}
