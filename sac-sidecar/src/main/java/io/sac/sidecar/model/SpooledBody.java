package io.sac.sidecar.model;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A request's body that can be sent more than once: in memory while it is small, in a file when it is not. */
final class SpooledBody implements AutoCloseable {
    private static final int IN_MEMORY = 512 * 1024;

    private final byte[] start;
    private final @Nullable Path file;
    private final long length;

    private SpooledBody(byte[] start, @Nullable Path file, long length) {
        this.start = start;
        this.file = file;
        this.length = length;
    }

    static SpooledBody of(InputStream in, Path folder) throws IOException {
        ByteArrayOutputStream memory = new ByteArrayOutputStream();
        byte[] buffer = new byte[16 * 1024];
        int count = in.read(buffer);
        while (count >= 0 && memory.size() < IN_MEMORY) {
            memory.write(buffer, 0, count);
            count = in.read(buffer);
        }
        if (count < 0) {
            return new SpooledBody(memory.toByteArray(), null, memory.size());
        }
        Path file = Files.createTempFile(folder, "model", ".body");
        try (OutputStream out = Files.newOutputStream(file)) {
            memory.writeTo(out);
            long length = memory.size();
            while (count >= 0) {
                out.write(buffer, 0, count);
                length += count;
                count = in.read(buffer);
            }
            return new SpooledBody(new byte[0], file, length);
        } catch (IOException e) {
            Files.deleteIfExists(file);
            throw e;
        }
    }

    long length() {
        return length;
    }

    void writeTo(OutputStream out) throws IOException {
        if (file == null) {
            out.write(start);
        } else {
            Files.copy(file, out);
        }
    }

    @Override
    public void close() throws IOException {
        if (file != null) {
            Files.deleteIfExists(file);
        }
    }
}
