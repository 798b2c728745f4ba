package io.sac.launcher.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What a running PostgreSQL says about itself in {@code postmaster.pid}. */
record PostmasterFile(long pid, int port, boolean ready) {
    static final String NAME = "postmaster.pid";

    static Optional<PostmasterFile> read(Path data) throws IOException {
        List<String> lines;
        try {
            lines = Files.readAllLines(data.resolve(NAME));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        try {
            // Lines: pid, data folder, start time, port, socket folder, address, shared memory, status.
            long pid = Long.parseLong(lines.getFirst().strip());
            int port = lines.size() > 3 ? Integer.parseInt(lines.get(3).strip()) : 0;
            boolean ready = lines.size() > 7 && lines.get(7).strip().equals("ready");
            return Optional.of(new PostmasterFile(pid, port, ready));
        } catch (NumberFormatException | java.util.NoSuchElementException e) {
            return Optional.empty(); // half written
        }
    }
}
