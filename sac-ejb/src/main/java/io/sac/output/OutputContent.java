package io.sac.output;

import io.sac.objectstore.ObjectStore;
import io.sac.problem.ProblemType;
import io.sac.problem.SacException;
import java.io.InputStream;

/** A file that may be read: what is known of it, and its bytes when they are asked for. */
public final class OutputContent {
    private final OutputRow row;
    private final ObjectStore store;

    OutputContent(OutputRow row, ObjectStore store) {
        this.row = row;
        this.store = store;
    }

    public OutputRow row() {
        return row;
    }

    /** The whole content; the caller closes the stream. */
    public InputStream open() {
        if (row.size() == 0) {
            return InputStream.nullInputStream();
        }
        return store.open(row.key()).orElseThrow(OutputContent::notFound);
    }

    /** A part of the content; the caller closes the stream. */
    public InputStream open(long offset, long length) {
        return store.open(row.key(), offset, length).orElseThrow(OutputContent::notFound);
    }

    static SacException notFound() {
        return new SacException(ProblemType.FILE_NOT_FOUND, "There is no such file in the agent's output.");
    }
}
