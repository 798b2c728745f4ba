package io.sac.sidecar.output;

import io.sac.sidecar.config.LocalState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Numbers that only grow, over restarts too: a block is set aside on disk before any of it is used. */
final class Revisions {
    private static final int BLOCK = 10_000;

    private final Path file;
    private long next;
    private long reserved;

    Revisions(Path file) {
        this.file = file;
        long kept;
        try {
            kept = Long.parseLong(Files.readString(file).strip());
        } catch (IOException | NumberFormatException e) {
            // A lost file must not let numbers begin below those the server knows.
            kept = System.currentTimeMillis() * 1000;
        }
        this.next = kept;
        this.reserved = kept;
    }

    synchronized long next() {
        if (next >= reserved) {
            reserved = next + BLOCK;
            try {
                LocalState.writePrivately(file, Long.toString(reserved));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return ++next;
    }
}
