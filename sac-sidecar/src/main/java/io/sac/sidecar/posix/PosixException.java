package io.sac.sidecar.posix;

import java.io.IOException;

/** A system call that failed, with its errno. */
public final class PosixException extends IOException {
    private static final long serialVersionUID = 1L;

    private final int errno;

    PosixException(String call, int errno) {
        super(call + ": " + Errno.words(errno));
        this.errno = errno;
    }

    /** The errno of the call. */
    public int errno() {
        return errno;
    }
}
