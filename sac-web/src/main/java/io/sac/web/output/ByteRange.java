package io.sac.web.output;

import io.sac.problem.ProblemType;
import io.sac.problem.SacException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The part of a file that a {@code Range} header asks for: from {@code first} to {@code last}, both included. */
public record ByteRange(long first, long last) {
    private static final Pattern ONE = Pattern.compile("bytes=\\s*(\\d{0,18})\\s*-\\s*(\\d{0,18})\\s*");

    /**
     * Reads the header. Whatever is not one range of bytes is ignored, several ranges too, as the standard allows.
     *
     * @throws SacException when the file does not have this part
     */
    public static Optional<ByteRange> of(@Nullable String header, long size) {
        Matcher range = header == null ? ONE.matcher("") : ONE.matcher(header);
        if (!range.matches() || range.group(1).isEmpty() && range.group(2).isEmpty()) {
            return Optional.empty();
        }
        long first;
        long last = size - 1;
        if (range.group(1).isEmpty()) {
            long length = Long.parseLong(range.group(2));
            first = length == 0 ? size : Math.max(0, size - length);
        } else {
            first = Long.parseLong(range.group(1));
            if (!range.group(2).isEmpty()) {
                long wanted = Long.parseLong(range.group(2));
                if (wanted < first) {
                    return Optional.empty();
                }
                last = Math.min(last, wanted);
            }
        }
        if (first >= size) {
            throw new SacException(
                    ProblemType.RANGE_NOT_SATISFIABLE, "The file has " + size + " bytes, not the part asked for.");
        }
        return Optional.of(new ByteRange(first, last));
    }

    public long length() {
        return last - first + 1;
    }

    /** The value of {@code Content-Range}. */
    public String header(long size) {
        return "bytes " + first + "-" + last + "/" + size;
    }
}
