package io.sac.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A process as a file names it: its number alone could be another's by now, so its start goes with it. Linux counts that
 * from the boot, so the absolute time that Java makes of it moves when the clock is set; where the count itself can be
 * read, it decides.
 *
 * @param startTicks the kernel's count at the start, where it is known
 */
public record ProcessMark(long pid, Instant startedAt, OptionalLong startTicks) {
    private static final Duration TOLERANCE = Duration.ofSeconds(3);
    private static final int START_FIELD = 22;
    private static final Pattern PID = Pattern.compile("\"pid\"\\s*:\\s*(\\d{1,18})");
    private static final Pattern STARTED = Pattern.compile("\"started_at\"\\s*:\\s*(\\d{1,18})");
    private static final Pattern TICKS = Pattern.compile("\"start_ticks\"\\s*:\\s*(\\d{1,18})");

    public static void write(Path file, ProcessHandle process) throws IOException {
        long started = process.info().startInstant().orElse(Instant.EPOCH).toEpochMilli();
        OptionalLong ticks = ticks(process.pid());
        SecretFile.write(
                file,
                "{\"pid\": %d, \"started_at\": %d%s}%n"
                        .formatted(
                                process.pid(),
                                started,
                                ticks.isPresent() ? ", \"start_ticks\": " + ticks.getAsLong() : ""));
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
        Matcher ticks = TICKS.matcher(text);
        return Optional.of(new ProcessMark(
                Long.parseLong(pid.group(1)),
                Instant.ofEpochMilli(Long.parseLong(started.group(1))),
                ticks.find() ? OptionalLong.of(Long.parseLong(ticks.group(1))) : OptionalLong.empty()));
    }

    /** The process, if it is the same one and alive. */
    public Optional<ProcessHandle> alive() {
        return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).filter(this::isTheSame);
    }

    private boolean isTheSame(ProcessHandle process) {
        OptionalLong ticks = ticks(pid);
        if (startTicks.isPresent() && ticks.isPresent()) {
            return startTicks.equals(ticks);
        }
        return process.info()
                .startInstant()
                .map(start -> Duration.between(start, startedAt).abs().compareTo(TOLERANCE) <= 0)
                .orElse(true);
    }

    private static OptionalLong ticks(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
            // The name in parentheses is the second field and may hold anything.
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            return OptionalLong.of(Long.parseLong(fields[START_FIELD - 3]));
        } catch (IOException | RuntimeException e) {
            return OptionalLong.empty();
        }
    }
}
