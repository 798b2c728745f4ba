package io.sac.sidecar.posix;

/** The errno values the sidecar decides by; the same on x64 and arm64. */
public final class Errno {
    public static final int EPERM = 1;
    public static final int ENOENT = 2;
    public static final int EINTR = 4;
    public static final int EIO = 5;
    public static final int ECHILD = 10;
    public static final int EAGAIN = 11;
    public static final int EACCES = 13;
    public static final int ENOTDIR = 20;
    public static final int EMFILE = 24;
    public static final int ENOSPC = 28;
    public static final int ELOOP = 40;

    private Errno() {}

    static String words(int errno) {
        return switch (errno) {
            case EPERM -> "not permitted";
            case ENOENT -> "no such file or folder";
            case EACCES -> "permission denied";
            case ENOTDIR -> "not a folder";
            case EMFILE -> "too many open files";
            case ENOSPC -> "no space or no watches left";
            case ELOOP -> "is a link";
            default -> "error " + errno;
        };
    }
}
