package io.sac.sidecar.conversation;

import io.sac.sidecar.posix.Beneath;
import io.sac.sidecar.posix.PosixException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Reads whole lines from an offset on; one that is not ended yet is left for later, one that is too long is not held. */
final class LineReader {
    private final Beneath.OpenFile file;
    private final int maxLine;
    private final byte[] buffer = new byte[64 * 1024];
    private int at;
    private int filled;
    private long offset;

    /** A line: where it begins, where the next begins, and its text; null when it is too long. */
    record Line(long from, long to, @Nullable String text) {}

    LineReader(Beneath.OpenFile file, long offset, int maxLine) throws PosixException {
        this.file = file;
        this.maxLine = maxLine;
        this.offset = offset;
        file.seek(offset);
    }

    @Nullable
    Line next() throws PosixException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        long from = offset;
        boolean tooLong = false;
        while (true) {
            if (at == filled) {
                filled = file.read(buffer, buffer.length);
                at = 0;
                if (filled == 0) {
                    return null;
                }
            }
            int end = at;
            while (end < filled && buffer[end] != '\n') {
                end++;
            }
            tooLong |= line.size() + end - at > maxLine;
            if (!tooLong) {
                line.write(buffer, at, end - at);
            }
            offset += end - at;
            at = end;
            if (end < filled) {
                at++;
                offset++;
                return new Line(from, offset, tooLong ? null : line.toString(StandardCharsets.UTF_8));
            }
        }
    }
}
